package understudy.authentication.grant;

import java.util.Optional;
import understudy.authentication.OAuthRefusal;
import understudy.authentication.OAuthRefusal.Code;
import understudy.authentication.People;
import understudy.authentication.TokenRequest;
import understudy.factor.Answer;
import understudy.mfa.Mfa;
import understudy.mfa.Pass;
import understudy.mfa.Redemption;
import understudy.tenant.User;
import understudy.tenant.Users;

/** A code answers an MFA transaction: {@code mfa-otp} by the authenticator app, {@code mfa-recovery-code} by the code on paper. */
public final class MfaGrant implements Grant {

    private static final String PREFIX = "http://auth0.com/oauth/grant-type/";

    private final String name;
    private final String factor;
    private final String parameter;
    private final String wrong;
    private final Mfa mfa;
    private final People people;

    private MfaGrant(String name, String factor, String parameter, String wrong, Mfa mfa, Users users) {
        this.name = name;
        this.factor = factor;
        this.parameter = parameter;
        this.wrong = wrong;
        this.mfa = mfa;
        this.people = new People(users);
    }

    public static MfaGrant otp(Mfa mfa, Users users) {
        return new MfaGrant("mfa-otp", "otp", "otp", "Invalid otp_code.", mfa, users);
    }

    public static MfaGrant recoveryCode(Mfa mfa, Users users) {
        return new MfaGrant(
                "mfa-recovery-code", "recovery-code", "recovery_code", "MFA Authorization rejected.", mfa, users);
    }

    @Override
    public String type() {
        return PREFIX + name;
    }

    @Override
    public Proof prove(TokenRequest request) {
        String mfaToken = request.required("mfa_token");
        String code = request.required(parameter);
        Pass pass = mfa.pass(request.tenant(), Optional.of(request.client()), mfaToken);
        User user = people.present(request.tenant(), pass.userId(), People.MFA_TOKEN_OF_NOBODY);
        Redemption redemption = mfa.redeem(request.tenant(), user, pass, factor, new Answer.Code(code));
        return switch (redemption.outcome()) {
            case ACCEPTED -> Proof.byFactor(redemption, user);
            case REJECTED, EXPIRED, PENDING -> throw refused(redemption);
        };
    }

    private OAuthRefusal refused(Redemption redemption) {
        return OAuthRefusal.of(Code.INVALID_GRANT, wrong, redemption.counted())
                .inFlow(redemption.flow())
                .about(redemption.userId());
    }
}
