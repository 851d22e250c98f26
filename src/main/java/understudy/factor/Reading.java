package understudy.factor;

import java.util.Map;
import java.util.Optional;

/**
 * What a post from a factor's page means.
 *
 * @param answer to be verified; with {@code ANSWER}
 * @param screen where to go; with {@code TURN}
 * @param values what is shown there beside what the factor showed; with {@code TURN}
 * @param lack what it is and its error code; with {@code LACKS}
 * @param name what the person calls the new authenticator; with {@code SEEN}, where the page asks for one
 */
public record Reading(
        What what,
        Optional<Answer> answer,
        Optional<Screen> screen,
        Map<String, String> values,
        Optional<Lack> lack,
        Optional<String> name) {

    public Reading {
        values = Map.copyOf(values);
    }

    public enum What {
        /** An answer to the challenge, or one that confirms the enrolment. */
        ANSWER,
        /** Another page of the same factor, nothing decided. */
        TURN,
        /** The challenge or the enrolment once more, from its beginning. */
        AGAIN,
        /** Something is missing or misshapen on this page. */
        LACKS,
        /** What was to be shown has been seen. */
        SEEN,
        /** Not now: an enrolment that was only suggested. */
        LATER,
        /** Not on this device, ever. */
        REFUSED
    }

    /**
     * Something missing or misshapen.
     *
     * @param field that it belongs to; empty when it concerns the page as a whole
     * @param code of universal-login.md §5.13
     */
    public record Lack(Optional<String> field, String code) {}

    public static Reading answer(Answer answer) {
        return of(What.ANSWER, Optional.of(answer), Optional.empty(), Map.of(), Optional.empty(), Optional.empty());
    }

    public static Reading turn(Screen screen) {
        return turn(screen, Map.of());
    }

    public static Reading turn(Screen screen, Map<String, String> values) {
        return of(What.TURN, Optional.empty(), Optional.of(screen), values, Optional.empty(), Optional.empty());
    }

    public static Reading again() {
        return of(What.AGAIN, Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), Optional.empty());
    }

    public static Reading lacks(String field, String code) {
        return lacks(new Lack(Optional.of(field), code));
    }

    /** What the page itself should have brought along is missing. */
    public static Reading lacks(String code) {
        return lacks(new Lack(Optional.empty(), code));
    }

    public static Reading seen() {
        return of(What.SEEN, Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), Optional.empty());
    }

    public static Reading named(String name) {
        return of(What.SEEN, Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), Optional.of(name));
    }

    public static Reading later() {
        return of(What.LATER, Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), Optional.empty());
    }

    public static Reading refused() {
        return of(What.REFUSED, Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), Optional.empty());
    }

    private static Reading lacks(Lack lack) {
        return of(What.LACKS, Optional.empty(), Optional.empty(), Map.of(), Optional.of(lack), Optional.empty());
    }

    private static Reading of(
            What what,
            Optional<Answer> answer,
            Optional<Screen> screen,
            Map<String, String> values,
            Optional<Lack> lack,
            Optional<String> name) {
        return new Reading(what, answer, screen, values, lack, name);
    }
}
