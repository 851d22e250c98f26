package understudy.session;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import understudy.base.World;

/**
 * The {@code state} of a page: unguessable, and in the shape live tenants give it (universal-login.md §2.2), MessagePack of
 * {@code {h, n, tid, cid}} in URL-safe Base64. Nothing is ever read out of it; it is looked up whole.
 */
final class PageState {

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final int SECRET_LENGTH = 32;
    private static final int MAP_OF_FOUR = 0x84;
    private static final int SHORT_TEXT = 0xa0;
    private static final int TEXT = 0xd9;

    private PageState() {}

    /** @param flow {@code universal-login}, {@code mfa-authenticate} */
    static String fresh(World world, String flow, String loginId, String clientId) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(MAP_OF_FOUR);
        put(bytes, "h", world.letters(LETTERS, SECRET_LENGTH));
        put(bytes, "n", flow);
        put(bytes, "tid", loginId);
        put(bytes, "cid", clientId.substring(0, Math.min(clientId.length(), 128)));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    private static void put(ByteArrayOutputStream bytes, String name, String value) {
        bytes.write(SHORT_TEXT + name.length());
        bytes.writeBytes(name.getBytes(StandardCharsets.UTF_8));
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        if (text.length < 32) {
            bytes.write(SHORT_TEXT + text.length);
        } else {
            bytes.write(TEXT);
            bytes.write(text.length);
        }
        bytes.writeBytes(text);
    }
}
