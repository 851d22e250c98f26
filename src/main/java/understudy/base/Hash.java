package understudy.base;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/** One-way fingerprints of tokens and codes: what a database may keep of them. */
public final class Hash {

    private Hash() {}

    /** SHA-256 of the text, URL-safe Base64 (43 characters). Fit for secrets of 112 bits and more only. */
    public static String of(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(digest("SHA-256", text.getBytes(StandardCharsets.UTF_8)));
    }

    public static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Equality that takes the same time wherever two texts begin to differ. */
    public static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
