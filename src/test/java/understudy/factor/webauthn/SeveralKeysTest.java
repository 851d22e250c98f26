package understudy.factor.webauthn;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.factor.Verdict.Outcome.ACCEPTED;
import static understudy.factor.Verdict.Outcome.REJECTED;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import understudy.base.Json;
import understudy.base.World;
import understudy.factor.Answer;
import understudy.factor.Challenge;
import understudy.factor.Desk;
import understudy.factor.Enrolment;
import understudy.factor.Particulars;
import understudy.factor.Several;
import understudy.factor.Shown;
import understudy.factor.Verdict;
import understudy.factor.webauthn.key.WebauthnHolder;

/** A person with two security keys, one at home and one in the pocket. */
@Tag("once")
class SeveralKeysTest {

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    private final WebauthnFactor factor = WebauthnFactor.roaming();
    private final Several<WebauthnState> several = factor.several().orElseThrow();

    private WebauthnHolder homeKey;
    private WebauthnHolder pocketKey;
    private WebauthnState home;
    private WebauthnState pocket;

    @BeforeEach
    void both_are_enrolled() {
        Enrolment<WebauthnState> first = factor.enrol(Particulars.none(), desk());
        homeKey = factor.holder(first.shown());
        home = verified(first.state(), answer(homeKey, first.shown())).state();
        Enrolment<WebauthnState> second = several.enrol(Particulars.none(), List.of(home), desk());
        pocketKey = factor.holder(second.shown());
        pocket = verified(second.state(), answer(pocketKey, second.shown())).state();
    }

    @Test
    void a_second_key_is_made_for_the_same_account_and_beside_the_first() {
        Map<String, Object> options = options(
                several.enrol(Particulars.none(), List.of(home, pocket), desk()).shown());
        assertAll(
                () -> assertEquals(home.userHandle().orElseThrow(), ((Map<?, ?>) options.get("user")).get("id")),
                () -> assertEquals(home.userHandle(), pocket.userHandle()),
                () -> assertEquals(List.of(id(home), id(pocket)), ids(options.get("excludeCredentials"))));
    }

    @Test
    void any_of_them_may_answer() {
        for (WebauthnHolder holder : List.of(homeKey, pocketKey)) {
            Challenge<WebauthnState> asked = isAsked();
            assertEquals(
                    List.of(id(home), id(pocket)), ids(options(asked.shown()).get("allowCredentials")));
            Answer answer = answer(holder, asked.shown());
            List<Verdict<WebauthnState>> verdicts = List.of(verified(home, answer), verified(pocket, answer));
            assertEquals(
                    1,
                    verdicts.stream()
                            .filter(verdict -> verdict.outcome() == ACCEPTED)
                            .count());
        }
    }

    @Test
    void a_key_of_another_domain_is_neither_named_nor_waited_for() {
        pocket = new WebauthnState(
                pocket.userHandle(), "example.test", pocket.open(), pocket.answered(), pocket.credential());
        Challenge<WebauthnState> asked = isAsked();
        assertEquals(List.of(id(home)), ids(options(asked.shown()).get("allowCredentials")));
        assertEquals(List.of(), pocket.open());
    }

    @Test
    void the_key_that_was_not_used_only_says_that_it_was_another() {
        Answer answer = answer(pocketKey, isAsked().shown());
        assertEquals(
                "webauthn.credential.mismatch",
                verified(home, answer).reason().orElseThrow().check());
    }

    @Test
    void a_key_just_begun_does_not_take_the_answer_of_an_enrolled_one_for_its_own() {
        WebauthnState begun =
                several.enrol(Particulars.none(), List.of(home, pocket), desk()).state();
        Answer answer = answer(homeKey, isAsked().shown());
        assertEquals(
                "webauthn.credential.mismatch",
                verified(begun, answer).reason().orElseThrow().check());
    }

    @Test
    void what_one_has_answered_is_closed_for_the_other_and_other_logins_stay_open() {
        Challenge<WebauthnState> thisLogin = isAsked();
        Challenge<WebauthnState> anotherLogin = isAsked();
        Answer byPocket = answer(pocketKey, thisLogin.shown());
        Answer byHome = answer(homeKey, thisLogin.shown());
        pocket = verified(pocket, byPocket).state();
        home = several.close(home, pocket);
        assertAll(
                () -> assertEquals(
                        "webauthn.challenge",
                        verified(home, byHome).reason().orElseThrow().check()),
                () -> assertEquals(REJECTED, verified(pocket, byPocket).outcome()),
                () -> assertEquals(
                        ACCEPTED,
                        verified(home, answer(homeKey, anotherLogin.shown())).outcome()),
                () -> assertEquals(
                        ACCEPTED,
                        verified(pocket, answer(pocketKey, anotherLogin.shown()))
                                .outcome()));
    }

    @Test
    void a_challenge_older_than_the_newest_key_stays_open_when_that_answers_another() {
        Challenge<WebauthnState> before = isAsked();
        Enrolment<WebauthnState> third = several.enrol(Particulars.none(), List.of(home, pocket), desk());
        WebauthnHolder newestKey = factor.holder(third.shown());
        WebauthnState newest =
                verified(third.state(), answer(newestKey, third.shown())).state();
        home = several.close(home, newest);
        assertTrue(home.open().stream()
                .anyMatch(open -> open.handle().equals(before.handle().orElseThrow())));
        assertEquals(ACCEPTED, verified(home, answer(homeKey, before.shown())).outcome());
    }

    /** As the owner of the states does it: one is challenged, and the others learn of it. */
    private Challenge<WebauthnState> isAsked() {
        Challenge<WebauthnState> asked = several.challenge(home, List.of(pocket), desk());
        home = asked.state();
        pocket = several.open(pocket, home);
        return asked;
    }

    private Verdict<WebauthnState> verified(WebauthnState state, Answer answer) {
        return factor.verify(state, answer, desk());
    }

    private Answer answer(WebauthnHolder holder, Shown shown) {
        return holder.answer(shown, List.of(), desk().now());
    }

    private static Map<String, Object> options(Shown shown) {
        return Json.object(shown.publicKey().orElseThrow());
    }

    private static List<String> ids(Object descriptors) {
        return ((List<?>) descriptors)
                .stream().map(one -> (String) ((Map<?, ?>) one).get("id")).toList();
    }

    private static String id(WebauthnState state) {
        return state.credential().orElseThrow().id();
    }

    private Desk desk() {
        World world = new World(InstantSource.fixed(Instant.parse("2026-03-01T09:00:00Z")), random);
        return new Desk(world, "Acme Dev", "ada@example.com", Scene.ORIGIN);
    }
}
