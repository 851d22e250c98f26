package understudy.factor;

import java.util.Map;

/**
 * One page of Universal Login that a factor brings.
 *
 * @param name the documented screen name ({@code mfa-otp-challenge})
 * @param path where it is served (universal-login.md §4), which several screens may share
 * @param template beside the factor's resources
 * @param turns actions of this page that only lead to another screen of the same factor, by their value
 */
public record Screen(String name, String path, String template, Map<String, String> turns) {

    public Screen {
        turns = Map.copyOf(turns);
    }

    public static Screen of(String name, String path, String template) {
        return new Screen(name, path, template, Map.of());
    }
}
