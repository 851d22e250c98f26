package understudy.factor;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The pages a factor brings to Universal Login. They show what the factor showed ({@link Shown}) and post an answer; in which order
 * pages come, and what is kept between them, is the business of whoever leads the login.
 */
public interface Screens {

    /** Pages that show an enrolment and take the answer that confirms it; the first is where it begins. Empty when nobody chooses it. */
    List<Screen> enrolment();

    /** Pages that take the answer of somebody enrolled; the first is where it begins. */
    List<Screen> challenge();

    /** The page that shows what was handed out along with another factor's enrolment (the recovery code). */
    default Optional<Screen> handedOut() {
        return Optional.empty();
    }

    /** The page that shows what an accepted answer handed out (the next recovery code). */
    default Optional<Screen> renewed() {
        return Optional.empty();
    }

    /** The code of universal-login.md §5.13 for an answer, posted on that page, that was not accepted. */
    String errorCode(Screen on, String typed);

    default Stream<Screen> all() {
        return Stream.of(enrolment().stream(), challenge().stream(), handedOut().stream(), renewed().stream())
                .flatMap(screens -> screens);
    }
}
