package understudy.factor;

import java.util.Map;
import java.util.Optional;

/**
 * What a post from a factor's page means.
 *
 * @param answer to be verified; with {@code ANSWER}
 * @param screen where to go; with {@code TURN}
 * @param values what is shown there beside what the factor showed; with {@code TURN}
 * @param factor what is begun or opened, by the name on its card; with {@code BEGIN} and {@code CHALLENGE}
 * @param particulars what is enrolled; with {@code BEGIN}
 * @param lack what it is and its error code; with {@code LACKS}, and with {@code BEGIN} for particulars that are no good
 * @param name what the person calls the new authenticator; with {@code SEEN}, where the page asks for one
 */
public record Reading(
        What what,
        Optional<Answer> answer,
        Optional<Screen> screen,
        Map<String, String> values,
        Optional<String> factor,
        Particulars particulars,
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
        /** An enrolment begins, with what was given. */
        BEGIN,
        /** A challenge of another factor on the same device, or of the one just chosen. */
        CHALLENGE,
        /** One of several that the person has is to be chosen. */
        LIST,
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
        return new Reading(
                What.ANSWER,
                Optional.of(answer),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Particulars.none(),
                Optional.empty(),
                Optional.empty());
    }

    public static Reading turn(Screen screen) {
        return turn(screen, Map.of());
    }

    public static Reading turn(Screen screen, Map<String, String> values) {
        return new Reading(
                What.TURN,
                Optional.empty(),
                Optional.of(screen),
                values,
                Optional.empty(),
                Particulars.none(),
                Optional.empty(),
                Optional.empty());
    }

    /** @param ifInvalid what is said of particulars that cannot be enrolled */
    public static Reading begin(String factor, Particulars particulars, Lack ifInvalid) {
        return new Reading(
                What.BEGIN,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.of(factor),
                particulars,
                Optional.of(ifInvalid),
                Optional.empty());
    }

    public static Reading challenge(String factor) {
        return new Reading(
                What.CHALLENGE,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.of(factor),
                Particulars.none(),
                Optional.empty(),
                Optional.empty());
    }

    public static Reading list() {
        return of(What.LIST);
    }

    public static Reading again() {
        return of(What.AGAIN);
    }

    public static Reading lacks(String field, String code) {
        return lacks(new Lack(Optional.of(field), code));
    }

    /** What the page itself should have brought along is missing. */
    public static Reading lacks(String code) {
        return lacks(new Lack(Optional.empty(), code));
    }

    public static Reading seen() {
        return seen(Optional.empty());
    }

    public static Reading named(String name) {
        return seen(Optional.of(name));
    }

    public static Reading later() {
        return of(What.LATER);
    }

    public static Reading refused() {
        return of(What.REFUSED);
    }

    private static Reading lacks(Lack lack) {
        return new Reading(
                What.LACKS,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Particulars.none(),
                Optional.of(lack),
                Optional.empty());
    }

    private static Reading seen(Optional<String> name) {
        return new Reading(
                What.SEEN,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Particulars.none(),
                Optional.empty(),
                name);
    }

    private static Reading of(What what) {
        return new Reading(
                what,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Particulars.none(),
                Optional.empty(),
                Optional.empty());
    }
}
