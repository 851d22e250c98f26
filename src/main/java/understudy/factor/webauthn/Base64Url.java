package understudy.factor.webauthn;

import java.util.Base64;

/** Base64url without padding (RFC 4648 §5): how WebAuthn's JSON writes bytes. */
final class Base64Url {

    private Base64Url() {}

    static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** @throws IllegalArgumentException when it is none */
    static byte[] decoded(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
