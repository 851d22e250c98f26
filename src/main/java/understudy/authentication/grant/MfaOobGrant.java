package understudy.authentication.grant;

import java.util.Optional;
import understudy.authentication.OAuthRefusal;
import understudy.authentication.OAuthRefusal.Code;
import understudy.authentication.People;
import understudy.authentication.TokenRequest;
import understudy.base.Reason;
import understudy.mfa.Conversations.Kept;
import understudy.mfa.Mfa;
import understudy.mfa.OobCodes;
import understudy.mfa.Pass;
import understudy.mfa.Redemption;
import understudy.tenant.Profile.Rule;
import understudy.tenant.User;
import understudy.tenant.Users;

/**
 * What came another way answers an MFA transaction (authentication-api.md §5.5, §5.6): a code that was sent is typed back, or a device
 * answers by itself while the client asks how it stands. Where guardian.js has had everything proven, its signature is the code.
 */
public final class MfaOobGrant implements Grant {

    private static final String RULE = "authentication-api.md §5.6";

    private final Mfa mfa;
    private final People people;

    public MfaOobGrant(Mfa mfa, Users users) {
        this.mfa = mfa;
        this.people = new People(users);
    }

    @Override
    public String type() {
        return "http://auth0.com/oauth/grant-type/mfa-oob";
    }

    @Override
    public Proof prove(TokenRequest request) {
        String mfaToken = request.required("mfa_token");
        String oobCode = request.required("oob_code");
        Optional<Kept> proven = mfa.conversations().conclude(request.tenant(), request.client(), mfaToken, oobCode);
        if (proven.isPresent()) {
            return concluded(request, proven.get());
        }
        Pass pass = mfa.pass(request.tenant(), Optional.of(request.client()), mfaToken);
        User user = people.present(request.tenant(), pass.userId(), People.MFA_TOKEN_OF_NOBODY);
        OobCodes.Named challenge = mfa.outOfBand(request.tenant(), pass, oobCode);
        // Some SDKs send a code always: where a device answers, it says nothing.
        Optional<String> bindingCode =
                challenge.needsCode() ? Optional.of(request.required("binding_code")) : Optional.empty();
        Redemption redemption = mfa.redeem(request.tenant(), user, pass, challenge, bindingCode);
        return switch (redemption.outcome()) {
            case ACCEPTED -> Proof.byFactor(redemption, user);
            case PENDING -> throw pending(request, oobCode, redemption);
            case EXPIRED -> throw refused(Code.OOB_CODE_EXPIRED, "oob_code is expired", redemption);
            case REJECTED ->
                throw bindingCode.isPresent()
                        ? refused(Code.INVALID_GRANT, "Invalid binding_code.", redemption)
                        : denied(request, redemption);
        };
    }

    private Proof concluded(TokenRequest request, Kept proven) {
        User user = people.present(request.tenant(), proven.userId(), People.MFA_TOKEN_OF_NOBODY);
        return Proof.concluding(
                proven.conversation().end().orElseThrow().completed(),
                user,
                proven.pass().flow());
    }

    private OAuthRefusal pending(TokenRequest request, String oobCode, Redemption redemption) {
        if (mfa.mayAsk(request.tenant(), oobCode)) {
            return refused(
                    Code.AUTHORIZATION_PENDING,
                    "Authorization pending: please repeat the request in a few seconds.",
                    redemption);
        }
        long seconds = OobCodes.POLLING_INTERVAL.toSeconds();
        Reason reason = new Reason(
                "oob_code.polling",
                RULE,
                "nobody has answered yet, and less than " + seconds + " seconds ago the client asked the same",
                "ask every " + seconds + " seconds; once the device has answered, the next request is taken at once");
        return OAuthRefusal.of(
                        Code.SLOW_DOWN,
                        "You are polling faster than allowed. Try again in " + seconds + " seconds.",
                        reason)
                .inFlow(redemption.flow())
                .about(redemption.userId());
    }

    /** DESIGN's rule {@code push-denied}: documented, or as it was recorded. */
    private static OAuthRefusal denied(TokenRequest request, Redemption redemption) {
        String text = "MFA Authorization rejected.";
        return request.tenant().profile().relaxes(Rule.PUSH_DENIED)
                ? refused(Code.INVALID_GRANT, text, redemption).relaxedBy(Rule.PUSH_DENIED)
                : refused(Code.DENIED_ON_DEVICE, text, redemption);
    }

    private static OAuthRefusal refused(Code code, String text, Redemption redemption) {
        return OAuthRefusal.of(code, text, redemption.counted())
                .inFlow(redemption.flow())
                .about(redemption.userId());
    }
}
