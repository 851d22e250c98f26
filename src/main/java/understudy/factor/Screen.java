package understudy.factor;

import java.util.Set;

/**
 * One page of Universal Login that a factor brings.
 *
 * @param name the documented screen name ({@code mfa-otp-challenge})
 * @param path where it is served (universal-login.md §4), which several screens may share
 * @param template beside the factor's resources
 * @param offers actions of this page's own that it always offers, by the value their button sends
 */
public record Screen(String name, String path, String template, Set<String> offers) {

    public Screen {
        offers = Set.copyOf(offers);
    }

    public static Screen of(String name, String path, String template) {
        return new Screen(name, path, template, Set.of());
    }

    /** What tells it from all others: the same screen may be served on two paths, and two screens on one. */
    public String key() {
        return name + " " + path;
    }
}
