package understudy.account;

import understudy.account.AccountRefusal.Code;
import understudy.mfa.MfaRefusal;

/** This API's words for what the ceremony refuses. */
final class RefusalWords {

    private RefusalWords() {}

    static AccountRefusal say(MfaRefusal refused) {
        return AccountRefusal.of(code(refused.kind()), text(refused), refused.reason());
    }

    private static Code code(MfaRefusal.Kind kind) {
        return switch (kind) {
            case TOKEN_MALFORMED, TOKEN_EXPIRED, TOKEN_FOREIGN, OTHER_TYPES_ONLY, FACTOR_OFF, PARTICULARS_INVALID ->
                Code.VALIDATION_ERROR;
            case SCOPE_MISSING, ALREADY_ENROLLED -> Code.ACCESS_DENIED;
            case AUTHENTICATOR_UNKNOWN -> Code.NOT_FOUND;
            case NOT_ENROLLED -> Code.CONFLICT;
            case TOO_MANY_ATTEMPTS -> Code.TOO_MANY_REQUESTS;
        };
    }

    private static String text(MfaRefusal refused) {
        return switch (refused.kind()) {
            case TOKEN_MALFORMED, TOKEN_EXPIRED, TOKEN_FOREIGN -> "Invalid auth_session.";
            case OTHER_TYPES_ONLY, FACTOR_OFF -> "The factor is not enabled.";
            case PARTICULARS_INVALID -> refused.detail(0);
            case SCOPE_MISSING -> "Insufficient scope, expected any of: " + refused.detail(0);
            case ALREADY_ENROLLED -> "A factor was enrolled since the access token was issued. Ask for a new one.";
            case AUTHENTICATOR_UNKNOWN -> "Authentication method not found.";
            case NOT_ENROLLED -> "A recovery code needs another authentication method beside it.";
            case TOO_MANY_ATTEMPTS -> "Too many failed codes. Wait for some minutes before retrying.";
        };
    }
}
