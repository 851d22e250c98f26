package understudy.authentication.grant;

import java.util.List;
import java.util.Optional;
import understudy.authentication.AuthSession;
import understudy.authentication.OAuthRefusal;
import understudy.authentication.OAuthRefusal.Code;
import understudy.authentication.TokenRequest;
import understudy.base.Reason;
import understudy.passwordless.PasswordlessRefusal;
import understudy.passwordless.Sessions;
import understudy.passwordless.Sessions.SignedIn;
import understudy.tenant.User;

/** The code that {@code /otp/challenge} sent, with its {@code auth_session} (authentication-api.md §3.3, §10.4). */
final class CodeOfSession {

    /** One for all that can be wrong with a code or a session, so that no answer says who is known. */
    private static final String WRONG = "Wrong or expired verification code.";

    private final Sessions sessions;

    CodeOfSession(Sessions sessions) {
        this.sessions = sessions;
    }

    Proof prove(TokenRequest request) {
        String session = request.required("auth_session");
        String otp = request.required("otp");
        FirstFactor.Asked asked = FirstFactor.asked(request);
        SignedIn signedIn = redeem(request, session, otp);
        if (signedIn.user().blocked()) {
            throw blocked(signedIn.user());
        }
        return asked.provenBy(signedIn.user(), List.of(signedIn.channel().amr()), Optional.empty(), request);
    }

    private SignedIn redeem(TokenRequest request, String session, String otp) {
        try {
            String handle = AuthSession.read(session)
                    .filter(AuthSession::isOfSentCode)
                    .map(AuthSession::handle)
                    .orElse("");
            return sessions.redeem(request.tenant(), request.client(), handle, otp);
        } catch (PasswordlessRefusal refused) {
            throw OAuthRefusal.of(Code.INVALID_REQUEST, WRONG, refused.reason());
        }
    }

    /** Otherwise than after a password (§3.3), and told only to who has brought the right code. */
    private static OAuthRefusal blocked(User user) {
        return OAuthRefusal.of(
                        Code.ACCESS_DENIED,
                        "user is blocked",
                        new Reason(
                                "user.blocked",
                                FirstFactor.RULE,
                                "the user " + user.userId() + " has been blocked since the code was sent",
                                "unblock the user"))
                .about(user.userId());
    }
}
