package understudy.factor.webauthn.key;

import java.util.Base64;

/** The URL-safe Base64 without padding in which a page's JSON holds binary values. */
final class Base64Url {

    private Base64Url() {}

    static String of(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** @throws IllegalArgumentException when it is none */
    static byte[] bytes(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
