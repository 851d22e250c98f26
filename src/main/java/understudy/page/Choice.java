package understudy.page;

/**
 * One of several buttons in a list.
 *
 * @param value what is sent when it is pressed, such as {@code otp::0}
 * @param text what it says
 */
public record Choice(String value, String text) {

    private static final String POSITION = "::";

    /** A factor's button: it says {@code factor.<name>}. */
    public static Choice ofFactor(String name, int position, Page page) {
        return new Choice(name + POSITION + position, page.factor(name));
    }

    /** The value without its position: {@code otp}. */
    public String name() {
        int end = value.indexOf(POSITION);
        return end < 0 ? value : value.substring(0, end);
    }
}
