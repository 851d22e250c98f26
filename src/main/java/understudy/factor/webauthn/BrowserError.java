package understudy.factor.webauthn;

import java.util.regex.Pattern;
import understudy.base.Json;

/**
 * Why the browser did not do what the page asked of it, as the page posts it: {@code showError::{"name":"NotAllowedError",…}}.
 *
 * @param name that of the DOMException
 */
record BrowserError(String name) {

    private static final String ACTION = "showError::";
    private static final Pattern NAME = Pattern.compile("[A-Za-z]{1,40}");
    private static final BrowserError UNKNOWN = new BrowserError("UnknownError");

    static boolean isIn(String action) {
        return action.startsWith(ACTION);
    }

    /** Whatever is not the error of a browser counts as an unknown one: somebody has typed it by hand. */
    static BrowserError read(String action) {
        try {
            Object name = Json.object(action.substring(ACTION.length())).get("name");
            return name instanceof String text && NAME.matcher(text).matches() ? new BrowserError(text) : UNKNOWN;
        } catch (Json.Malformed e) {
            return UNKNOWN;
        }
    }

    /** What the page also says where the browser has no {@code PublicKeyCredential} at all. */
    boolean isForWantOfSupport() {
        return name.equals("NotSupportedError");
    }
}
