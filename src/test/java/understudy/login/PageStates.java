package understudy.login;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What anybody can read in a page's {@code state}, ours as in a live tenant's (universal-login.md §2.2). */
final class PageStates {

    private static final Pattern LOGIN_ID = Pattern.compile("\u00a3tid[^A-Za-z0-9_-]+([A-Za-z0-9_-]{32})");

    private PageStates() {}

    /** The {@code state} of {@code /authorize/resume}. */
    static String loginId(String pageState) {
        String bytes = new String(Base64.getUrlDecoder().decode(pageState), StandardCharsets.ISO_8859_1);
        Matcher found = LOGIN_ID.matcher(bytes);
        if (!found.find()) {
            throw new AssertionError("no tid in " + pageState);
        }
        return found.group(1);
    }
}
