package understudy.base;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals what must be read again (TOTP secrets, signing keys) with AES-256-GCM. Each sealing is tied to the place it is kept
 * in ({@code "authenticator/demo/totp|dev_…"}), so that a row copied onto another does not open.
 */
public final class Vault {

    private static final byte FORMAT = 1;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final byte[] masterKey;
    private final SecretKeySpec sealingKey;
    private final World world;

    /** @param masterKey 32 bytes, from {@code UNDERSTUDY_SECRET_KEY} or the state folder */
    public Vault(byte[] masterKey, World world) {
        if (masterKey.length != 32) {
            throw new IllegalArgumentException("the secret key must be 32 bytes, it has " + masterKey.length);
        }
        this.masterKey = masterKey.clone();
        this.world = world;
        this.sealingKey = new SecretKeySpec(derive("seal"), "AES");
    }

    /** A vault whose key is written as Base64 (standard or URL-safe) or as 64 hex digits. */
    public static byte[] parseKey(String text) {
        String trimmed = text.strip();
        try {
            return trimmed.matches("[0-9a-fA-F]{64}")
                    ? HexFormat.of().parseHex(trimmed)
                    : Base64.getDecoder().decode(trimmed.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the secret key is neither Base64 nor hex", e);
        }
    }

    /** What {@link #open} was given is not something this vault sealed for that place. */
    public static final class WrongKey extends RuntimeException {
        WrongKey(String place, @Nullable Throwable cause) {
            super("cannot open " + place + ": sealed with another secret key, or altered", cause);
        }
    }

    public byte[] seal(byte[] plain, String place) {
        byte[] nonce = world.bytes(NONCE);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, plain, 0, plain.length, place);
        return ByteBuffer.allocate(1 + NONCE + sealed.length)
                .put(FORMAT)
                .put(nonce)
                .put(sealed)
                .array();
    }

    public byte[] seal(String plain, String place) {
        return seal(plain.getBytes(StandardCharsets.UTF_8), place);
    }

    public byte[] open(byte[] sealed, String place) {
        if (sealed.length <= 1 + NONCE || sealed[0] != FORMAT) {
            throw new WrongKey(place, null);
        }
        byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE);
        return run(Cipher.DECRYPT_MODE, nonce, sealed, 1 + NONCE, sealed.length - 1 - NONCE, place);
    }

    public String openText(byte[] sealed, String place) {
        return new String(open(sealed, place), StandardCharsets.UTF_8);
    }

    /** 32 bytes for one purpose, the same on every node that shares the master key (HMAC-SHA256). */
    public byte[] derive(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(masterKey, "HmacSHA256"));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] run(int mode, byte[] nonce, byte[] input, int from, int length, String place) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, sealingKey, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input, from, length);
        } catch (GeneralSecurityException e) {
            throw new WrongKey(place, e);
        }
    }
}
