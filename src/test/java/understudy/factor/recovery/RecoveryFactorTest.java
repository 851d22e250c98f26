package understudy.factor.recovery;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.factor.Verdict.Outcome.ACCEPTED;
import static understudy.factor.Verdict.Outcome.REJECTED;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.base.Json;
import understudy.base.World;
import understudy.factor.Answer;
import understudy.factor.Desk;
import understudy.factor.Enrolment;
import understudy.factor.InvalidParticulars;
import understudy.factor.Particulars;
import understudy.factor.Verdict;

@Tag("once")
class RecoveryFactorTest {

    private static final String CODE = "CAR0LCAR0LCAR0LCAR0LCAR0";

    private final RecoveryFactor factor = new RecoveryFactor();
    private final Desk desk = new Desk(
            new World(
                    InstantSource.fixed(Instant.parse("2026-03-01T09:00:00Z")),
                    RandomGeneratorFactory.of("L64X128MixRandom").create(7)),
            "Acme Dev",
            "ada@example.com",
            "http://localhost:4640");

    @Test
    void a_right_code_is_spent_and_hands_out_the_next() {
        Verdict<RecoveryState> first = verify(enrolled(CODE), CODE);
        String next = first.shown().recoveryCode().orElseThrow();
        assertAll(
                () -> assertEquals(ACCEPTED, first.outcome()),
                () -> assertEquals(List.of(), first.amr()),
                () -> assertTrue(next.matches("[A-Z0-9]{24}")),
                () -> assertNotEquals(CODE, next),
                () -> assertEquals("recovery.replay", check(verify(first.state(), CODE))),
                () -> assertEquals(ACCEPTED, verify(first.state(), next).outcome()));
    }

    @Test
    void a_code_used_long_ago_is_just_a_wrong_one() {
        Verdict<RecoveryState> first = verify(enrolled(CODE), CODE);
        Verdict<RecoveryState> second =
                verify(first.state(), first.shown().recoveryCode().orElseThrow());
        assertEquals("recovery.mismatch", check(verify(second.state(), CODE)));
    }

    @Test
    void the_state_holds_no_code_and_two_people_with_the_same_code_hold_different_states() {
        Verdict<RecoveryState> used = verify(enrolled(CODE), CODE);
        String kept = Json.text(enrolled(CODE)) + Json.text(used.state()) + enrolled(CODE);
        assertFalse(kept.contains(CODE));
        assertFalse(kept.contains(used.shown().recoveryCode().orElseThrow()));
        assertNotEquals(enrolled(CODE).live().hash(), enrolled(CODE).live().hash());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "car0lcar0lcar0lcar0lcar0",
                "CAR0 LCAR 0LCA R0LC AR0L CAR0",
                "CAR0-LCAR-0LCA-R0LC-AR0L-CAR0",
                "  CAR0LCAR0LCAR0LCAR0LCAR0 "
            })
    void small_letters_blanks_and_dashes_do_no_harm(String typed) {
        Verdict<RecoveryState> verdict = verify(enrolled(CODE), typed);
        assertEquals(ACCEPTED, verdict.outcome());
        assertEquals("recovery.replay", check(verify(verdict.state(), CODE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CAROLCAROLCAROLCAROLCARO", // the letter O for the digit 0: another code
                "CAR0LCAR0LCAR0LCAR0LCAR1"
            })
    void look_alikes_are_other_codes(String typed) {
        assertEquals("recovery.mismatch", check(verify(enrolled(CODE), typed)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-",
                "CAR0LCAR0LCAR0LCAR0LCAR",
                "CAR0LCAR0LCAR0LCAR0LCAR00",
                "CAR0LCAR0LCAR0LCAR0LCAR0\n",
                "CAR0L\tCAR0LCAR0LCAR0LCAR0",
                "CAR0L_CAR0LCAR0LCAR0LCAR0",
                "CAR０LCAR0LCAR0LCAR0LCAR0",
                "CAR0LCAR0LCAR0LCAR0LCAR٠",
                "ſAR0LCAR0LCAR0LCAR0LCAR0",
                "ßAR0LCAR0LCAR0LCAR0LCAR"
            })
    void what_is_not_24_letters_and_digits_is_refused_and_leaves_the_code_good(String typed) {
        Verdict<RecoveryState> verdict = verify(enrolled(CODE), typed);
        assertEquals("recovery.format", check(verdict));
        assertEquals(ACCEPTED, verify(verdict.state(), CODE).outcome());
    }

    @Test
    void a_code_made_here_has_24_letters_and_digits() {
        Enrolment<RecoveryState> enrolment = factor.enrol(Particulars.none(), desk);
        assertTrue(enrolment.shown().recoveryCode().orElseThrow().matches("[A-Z0-9]{24}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "CAR0L", "car0lcar0lcar0lcar0lcar0", "CAR0LCAR0LCAR0LCAR0LCAR0 ", "CAR0L-CAR0LCAR0LCAR0LCAR"
            })
    void a_given_code_of_another_shape_is_refused(String code) {
        InvalidParticulars refusal = assertThrows(InvalidParticulars.class, () -> enrolled(code));
        assertEquals("recovery.particulars", refusal.reason().check());
    }

    private RecoveryState enrolled(String code) {
        return factor.enrol(new Particulars(Map.of("recovery_code", code)), desk)
                .state();
    }

    private Verdict<RecoveryState> verify(RecoveryState state, String typed) {
        return factor.verify(state, new Answer.Code(typed), desk);
    }

    private static String check(Verdict<RecoveryState> verdict) {
        assertEquals(REJECTED, verdict.outcome());
        return verdict.reason().orElseThrow().check();
    }
}
