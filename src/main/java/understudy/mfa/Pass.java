package understudy.mfa;

import java.util.List;
import understudy.token.Authorization;

/**
 * What lets somebody into the MFA API: an opaque {@code mfa_token} of a transaction, or an access token for the MFA audience
 * (authentication-api.md §4.2).
 *
 * @param key hash of the token: what was enrolled under it can be confirmed with it
 * @param flow the transaction's id, under which the timeline keeps what belongs to it
 * @param proven what a right answer completes
 * @param scopes of the access token; empty for an opaque token, which may do what its transaction needs
 */
public record Pass(Kind kind, String key, String flow, String userId, Authorization proven, List<String> scopes) {

    public enum Kind {
        TRANSACTION,
        ACCESS_TOKEN
    }
}
