package understudy.account;

import understudy.account.AccountRefusal.Code;
import understudy.mfa.MfaRefusal;

/** This API's words for what the ceremony refuses. */
final class RefusalWords {

    private RefusalWords() {}

    static AccountRefusal say(MfaRefusal refused) {
        return AccountRefusal.of(code(refused.kind()), text(refused), refused.reason())
                .limitedBy(refused.reached());
    }

    private static Code code(MfaRefusal.Kind kind) {
        return switch (kind) {
            case TOKEN_MALFORMED,
                    TOKEN_EXPIRED,
                    TOKEN_FOREIGN,
                    OOB_CODE_MALFORMED,
                    OOB_CODE_FOREIGN,
                    OOB_CODE_EXPIRED,
                    NOT_DELIVERED,
                    OTHER_TYPES_ONLY,
                    FACTOR_OFF,
                    PARTICULARS_INVALID -> Code.VALIDATION_ERROR;
            case SCOPE_MISSING, ALREADY_ENROLLED -> Code.ACCESS_DENIED;
            case AUTHENTICATOR_UNKNOWN -> Code.NOT_FOUND;
            case NOT_ENROLLED, NOT_REMOVABLE -> Code.CONFLICT;
            case TOO_MANY_ATTEMPTS, TOO_MANY_SENDS -> Code.TOO_MANY_REQUESTS;
        };
    }

    private static String text(MfaRefusal refused) {
        return switch (refused.kind()) {
            case TOKEN_MALFORMED,
                    TOKEN_EXPIRED,
                    TOKEN_FOREIGN,
                    OOB_CODE_MALFORMED,
                    OOB_CODE_FOREIGN,
                    OOB_CODE_EXPIRED -> "Invalid auth_session.";
            case NOT_DELIVERED -> "The message could not be sent. Try again later.";
            case NOT_REMOVABLE -> "The authentication method comes with the profile and cannot be removed.";
            case TOO_MANY_SENDS ->
                "You have exceeded the maximum number of messages. Wait a few minutes and try again.";
            case OTHER_TYPES_ONLY, FACTOR_OFF -> "The factor is not enabled.";
            case PARTICULARS_INVALID -> refused.detail(0);
            case SCOPE_MISSING -> "Insufficient scope, expected any of: " + refused.detail(0);
            case ALREADY_ENROLLED -> "A factor was enrolled since the access token was issued. Ask for a new one.";
            case AUTHENTICATOR_UNKNOWN -> "Authentication method not found.";
            case NOT_ENROLLED -> "An authentication method of this type needs another one beside it.";
            case TOO_MANY_ATTEMPTS -> "Too many failed codes. Wait for some minutes before retrying.";
        };
    }
}
