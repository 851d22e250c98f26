package understudy.authentication;

import understudy.authentication.OAuthRefusal.Code;
import understudy.base.Reason;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;

/** The person a request is about, looked at again at every step: a login begun before a block does not outlive it. */
public final class People {

    /** What is said when somebody was deleted in the middle of a login, after the words for a refresh token. */
    public static final String MFA_TOKEN_OF_NOBODY =
            "The mfa_token was generated for a user who doesn't exist anymore.";

    private final Users users;

    public People(Users users) {
        this.users = users;
    }

    /** @throws OAuthRefusal when the person is gone or blocked */
    public User present(Tenant tenant, String userId, String goneText) {
        User user = users.find(tenant.name(), userId)
                .orElseThrow(() -> OAuthRefusal.of(
                        Code.INVALID_GRANT,
                        goneText,
                        new Reason(
                                "user.gone",
                                "authentication-api.md §3.3",
                                "the user " + userId + " has been deleted",
                                "sign in as somebody who exists")));
        if (user.blocked()) {
            throw OAuthRefusal.of(
                            Code.INVALID_GRANT,
                            "user is blocked",
                            new Reason(
                                    "user.blocked",
                                    "authentication-api.md §3.3",
                                    "the user " + userId + " has been blocked since this login began",
                                    "unblock the user"))
                    .about(userId);
        }
        return user;
    }
}
