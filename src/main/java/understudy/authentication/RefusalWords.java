package understudy.authentication;

import understudy.authentication.OAuthRefusal.Code;
import understudy.mfa.MfaRefusal;

/** The Authentication API's words for what the ceremony refuses: status, error and text, to the full stop (§5.1, §5.2, §5.6). */
final class RefusalWords {

    private RefusalWords() {}

    static OAuthRefusal say(MfaRefusal refused) {
        return OAuthRefusal.of(code(refused), text(refused), refused.reason()).limitedBy(refused.reached());
    }

    private static Code code(MfaRefusal refused) {
        return switch (refused.kind()) {
            case TOKEN_MALFORMED, OOB_CODE_MALFORMED -> Code.INVALID_GRANT;
            case TOKEN_EXPIRED -> Code.EXPIRED_TOKEN;
            case OOB_CODE_EXPIRED -> Code.OOB_CODE_EXPIRED;
            case TOKEN_FOREIGN, OOB_CODE_FOREIGN, AUTHENTICATOR_UNKNOWN, PARTICULARS_INVALID, NOT_REMOVABLE ->
                Code.INVALID_REQUEST;
            case SCOPE_MISSING -> Code.INSUFFICIENT_SCOPE;
            case ALREADY_ENROLLED -> Code.ACCESS_DENIED;
            case NOT_ENROLLED, OTHER_TYPES_ONLY -> Code.UNSUPPORTED_CHALLENGE_TYPE;
            case FACTOR_OFF -> Code.FACTOR_OFF;
            case TOO_MANY_ATTEMPTS -> Code.TOO_MANY_ATTEMPTS;
            case TOO_MANY_SENDS -> Code.TOO_MANY_REQUESTS;
            case NOT_DELIVERED ->
                switch (refused.detail(0)) {
                    case "voice" -> Code.VOICE_PROVIDER_ERROR;
                    case "email" -> Code.EMAIL_PROVIDER_ERROR;
                    case "push" -> Code.PUSH_PROVIDER_ERROR;
                    default -> Code.SMS_PROVIDER_ERROR;
                };
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
            case OOB_CODE_MALFORMED -> "Malformed oob_code";
            case OOB_CODE_FOREIGN -> "The oob_code doesn't match the mfa_token";
            case OOB_CODE_EXPIRED -> "oob_code is expired";
            case NOT_REMOVABLE -> "The authenticator cannot be removed";
            case TOO_MANY_SENDS ->
                "You have exceeded the maximum number of messages. Wait a few minutes and try again.";
            case NOT_DELIVERED ->
                switch (refused.detail(0)) {
                    case "voice" -> "There was a problem making the voice call";
                    case "email" -> "We couldn't send the email. Please try again later.";
                    case "push" -> "There was a problem sending the push notification";
                    default -> "There was a problem sending the SMS";
                };
            case TOO_MANY_ATTEMPTS -> "Too many failed codes. Wait for some minutes before retrying.";
        };
    }
}
