package understudy.session;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import understudy.base.Hash;
import understudy.base.World;

/**
 * What a browser's {@link BrowserCookie#LOGIN} cookie holds: tokens, the newest first. A login belongs to one of them, and to a new
 * one from the moment somebody signs in; the older ones stay for logins in other windows.
 */
public record LoginCookie(List<String> tokens) {

    private static final String SEPARATOR = ".";
    private static final int MOST = 4;
    private static final int TOKEN_BYTES = 24;

    public LoginCookie {
        tokens = List.copyOf(tokens);
    }

    public static LoginCookie fresh(World world) {
        return new LoginCookie(List.of(world.token(TOKEN_BYTES)));
    }

    /** Whatever a browser sends; what is no token of ours opens nothing. */
    public static LoginCookie parse(String value) {
        return new LoginCookie(Arrays.stream(value.split("\\.")).limit(MOST).toList());
    }

    public LoginCookie renewed(World world) {
        return new LoginCookie(Stream.concat(Stream.of(world.token(TOKEN_BYTES)), tokens.stream())
                .limit(MOST)
                .toList());
    }

    public String wire() {
        return String.join(SEPARATOR, tokens);
    }

    String newestHash() {
        return Hash.of(tokens.get(0));
    }

    List<String> hashes() {
        return tokens.stream().map(Hash::of).toList();
    }
}
