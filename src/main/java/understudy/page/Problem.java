package understudy.page;

import java.util.Optional;

/**
 * What was wrong with the form a person sent.
 *
 * @param field the name of the field it belongs to; none when it concerns the page as a whole
 * @param code the wire's name of it; its text is {@code error.<code>}, or {@code <screen>.error.<code>} where a page says it differently
 */
public record Problem(Optional<String> field, String code) {

    /** With one field. */
    public static Problem with(String field, String code) {
        return new Problem(Optional.of(field), code);
    }

    /** With the page as a whole. */
    public static Problem with(String code) {
        return new Problem(Optional.empty(), code);
    }
}
