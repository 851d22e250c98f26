package understudy.factor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The pages a factor brings to Universal Login: what they show of what the factor showed, and what their posts mean. In which order
 * pages come, and what is kept between them, is the business of whoever leads the login.
 */
public interface Screens {

    /** Pages that ask for what an enrolment needs before it can begin (a telephone number); the first is where it begins. */
    default List<Screen> asking() {
        return List.of();
    }

    /** Pages that show an enrolment and take the answer that confirms it; the first is where it begins. Empty when nobody chooses it. */
    List<Screen> enrolment();

    /** Pages that take the answer of somebody enrolled; the first is where it begins. */
    List<Screen> challenge();

    /** The page on which one of several that a person has of this factor is chosen. */
    default Optional<Screen> list() {
        return Optional.empty();
    }

    /** The action that leads to it, offered to whoever has several. */
    default Optional<String> pick() {
        return Optional.empty();
    }

    /** Whether that page asks by itself, every few seconds, if a device has answered (universal-login.md §2.4). */
    default boolean isPolling(Screen on) {
        return false;
    }

    /** The factors that people see as one with this, where the tenant has all of them on. */
    default Optional<Together> together() {
        return Optional.empty();
    }

    /** The action that leads to another factor on the device that is asked, by the name on that factor's card. */
    default String switchTo(String factor) {
        return "switch-to-" + factor;
    }

    /** Addresses elsewhere that its pages lead to, by name. */
    default Map<String, String> links() {
        return Map.of();
    }

    /** Pages that follow a confirmed enrolment, one after the other. */
    default List<Screen> afterwards() {
        return List.of();
    }

    /** The page that shows what was handed out along with another factor's enrolment (the recovery code). */
    default Optional<Screen> handedOut() {
        return Optional.empty();
    }

    /** The page that shows what an accepted answer handed out (the next recovery code). */
    default Optional<Screen> renewed() {
        return Optional.empty();
    }

    /** What a page shows of what the factor showed, by the names its template uses. */
    default Map<String, String> values(Shown shown) {
        return Map.of();
    }

    /** What was posted on one of these pages means. Choosing another factor is not this one's to read. */
    Reading read(Screen on, Posted posted);

    /** The code of universal-login.md §5.13 for an answer, posted on that page, that was not accepted. */
    String errorCode(Screen on, Answer answer, Verdict.Outcome outcome);

    /** The page that says so; the same one, for a code that was mistyped can be typed again. */
    default Screen refused(Screen on) {
        return on;
    }

    /**
     * What a browser must be able to do before this factor is suggested in it, by the name of the field in which it tells
     * (universal-login.md §5.6); empty for a factor that is never suggested.
     */
    default Optional<String> capability() {
        return Optional.empty();
    }

    /** The code for whoever has given too many wrong answers. */
    default String tooManyCode() {
        return "too-many-failures";
    }

    /** The code for whoever has been sent too many messages. */
    default String tooManySentCode() {
        return tooManyCode();
    }

    /** The code for a message that could not be sent. */
    default String undeliveredCode() {
        return "authenticator-error";
    }

    default Stream<Screen> all() {
        return Stream.of(
                        asking().stream(),
                        list().stream(),
                        enrolment().stream(),
                        challenge().stream(),
                        afterwards().stream(),
                        handedOut().stream(),
                        renewed().stream())
                .flatMap(screens -> screens);
    }
}
