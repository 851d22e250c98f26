package understudy.authentication;

import understudy.authentication.OAuthRefusal.Code;
import understudy.mfa.MfaRefusal;

/** The Authentication API's words for what the ceremony refuses: status, error and text, to the full stop (§5.1, §5.2, §5.6). */
final class RefusalWords {

    private RefusalWords() {}

    static OAuthRefusal say(MfaRefusal refused) {
        return OAuthRefusal.of(code(refused.kind()), text(refused), refused.reason());
    }

    private static Code code(MfaRefusal.Kind kind) {
        return switch (kind) {
            case TOKEN_MALFORMED -> Code.INVALID_GRANT;
            case TOKEN_EXPIRED -> Code.EXPIRED_TOKEN;
            case TOKEN_FOREIGN, AUTHENTICATOR_UNKNOWN, PARTICULARS_INVALID -> Code.INVALID_REQUEST;
            case SCOPE_MISSING -> Code.INSUFFICIENT_SCOPE;
            case ALREADY_ENROLLED -> Code.ACCESS_DENIED;
            case NOT_ENROLLED, OTHER_TYPES_ONLY -> Code.UNSUPPORTED_CHALLENGE_TYPE;
            case FACTOR_OFF -> Code.FACTOR_OFF;
            case TOO_MANY_ATTEMPTS -> Code.TOO_MANY_ATTEMPTS;
        };
    }

    private static String text(MfaRefusal refused) {
        return switch (refused.kind()) {
            case TOKEN_MALFORMED -> "Malformed mfa_token";
            case TOKEN_EXPIRED -> "mfa_token is expired";
            case TOKEN_FOREIGN -> "mfa_token not issued to this client";
            case SCOPE_MISSING -> "Insufficient scope, expected any of: " + refused.detail(0);
            case ALREADY_ENROLLED -> "User is already enrolled.";
            case NOT_ENROLLED -> "User is not enrolled with guardian";
            case OTHER_TYPES_ONLY ->
                "The user does not support the requested challenge type (" + refused.detail(0) + "). Supported type: "
                        + refused.detail(1) + ".";
            case FACTOR_OFF -> "The factor is not enabled: " + refused.detail(0);
            case AUTHENTICATOR_UNKNOWN -> "Authenticator not found";
            case PARTICULARS_INVALID -> refused.detail(0);
            case TOO_MANY_ATTEMPTS -> "Too many failed codes. Wait for some minutes before retrying.";
        };
    }
}
