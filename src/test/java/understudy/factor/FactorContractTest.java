package understudy.factor;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.factor.Verdict.Outcome.ACCEPTED;
import static understudy.factor.Verdict.Outcome.EXPIRED;
import static understudy.factor.Verdict.Outcome.PENDING;
import static understudy.factor.Verdict.Outcome.REJECTED;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import understudy.base.Reason;
import understudy.factor.email.EmailFactor;
import understudy.factor.otp.OtpFactor;
import understudy.factor.push.PushFactor;
import understudy.factor.recovery.RecoveryFactor;
import understudy.factor.sms.SmsFactor;
import understudy.factor.voice.VoiceFactor;
import understudy.factor.webauthn.WebauthnFactor;

/** What every factor promises to its owner. A new factor is one line in {@link #factors}. */
@Tag("once")
class FactorContractTest {

    static Stream<Cast<?>> factors() {
        return Stream.of(
                new Cast<>(new OtpFactor(), Map.of()),
                new Cast<>(new OtpFactor(), Map.of("secret", "JBSWY3DPEHPK3PXP")),
                new Cast<>(new RecoveryFactor(), Map.of()),
                new Cast<>(new RecoveryFactor(), Map.of("recovery_code", "CAR0LCAR0LCAR0LCAR0LCAR0")),
                new Cast<>(WebauthnFactor.roaming(), Map.of()),
                new Cast<>(WebauthnFactor.platform(), Map.of()),
                new Cast<>(new SmsFactor(), Map.of("phone_number", "+15555550100")),
                new Cast<>(new VoiceFactor(), Map.of("phone_number", "+15555550100")),
                new Cast<>(new EmailFactor(), Map.of("email", "grace@example.com")),
                new Cast<>(new EmailFactor(), Map.of()),
                new Cast<>(new PushFactor(), Map.of()),
                new Cast<>(new LetterFactor(), Map.of("address", "1 Main Street")));
    }

    /** A factor on trial, and what it is given to enrol. */
    record Cast<S extends Record>(Factor<S> factor, Map<String, String> given) {

        Person<S> person() {
            return person(7);
        }

        Person<S> person(long seed) {
            return new Person<>(factor, new Particulars(given), seed);
        }

        Person<S> enrolled() {
            Person<S> person = person();
            assertEquals(ACCEPTED, person.passes().outcome());
            person.waits(Duration.ofSeconds(30));
            return person;
        }

        @Override
        public String toString() {
            return factor.kind().name() + " " + given.keySet();
        }
    }

    @ParameterizedTest
    @MethodSource("factors")
    <S extends Record> void the_right_answer_confirms_an_enrolment_and_then_passes_each_challenge(Cast<S> cast) {
        Person<S> person = cast.person();
        for (int time = 0; time < 3; time++) {
            assertEquals(ACCEPTED, person.passes().outcome());
            person.waits(Duration.ofSeconds(30));
        }
    }

    @ParameterizedTest
    @MethodSource("factors")
    <S extends Record> void an_answer_opens_the_door_once(Cast<S> cast) {
        Person<S> person = cast.person();
        Answer answer = person.answerTo(person.isAsked());
        assertEquals(ACCEPTED, person.gives(answer).outcome());
        assertEquals(REJECTED, person.gives(answer).outcome());
        person.isAsked();
        assertEquals(REJECTED, person.gives(answer).outcome());
    }

    @ParameterizedTest
    @MethodSource("factors")
    <S extends Record> void an_accepted_answer_leaves_another_state_so_that_two_at_once_cannot_both_be_kept(
            Cast<S> cast) {
        Person<S> person = cast.enrolled();
        Answer answer = person.answerTo(person.isAsked());
        S before = person.state();
        assertEquals(ACCEPTED, person.gives(answer).outcome());
        assertNotEquals(before, person.state());
    }

    @ParameterizedTest
    @MethodSource("factors")
    <S extends Record> void a_verdict_comes_from_what_was_handed_in_and_nothing_else(Cast<S> cast) {
        Person<S> one = cast.enrolled();
        Person<S> other = cast.enrolled();
        Answer answer = one.answerTo(one.isAsked());
        assertEquals(answer, other.answerTo(other.isAsked()));
        S state = one.state();
        Verdict<S> first = cast.factor.verify(state, answer, one.desk());
        Verdict<S> again = cast.factor.verify(state, answer, other.desk());
        assertEquals(first, again);
        assertEquals(ACCEPTED, again.outcome());
    }

    @ParameterizedTest
    @MethodSource("factors")
    <S extends Record> void the_same_desk_gives_the_same_enrolment(Cast<S> cast) {
        assertEquals(cast.person(7).enrolment, cast.person(7).enrolment);
    }

    @ParameterizedTest
    @MethodSource("factors")
    <S extends Record> void a_wrong_answer_is_refused_with_a_reason_and_the_right_one_still_passes(Cast<S> cast) {
        Person<S> person = cast.enrolled();
        Challenge<S> asked = person.isAsked();
        for (Answer wrong : wrongAnswers(asked)) {
            Verdict<S> verdict = person.gives(wrong);
            assertAll(
                    wrong.toString(),
                    () -> assertTrue(List.of(REJECTED, PENDING).contains(verdict.outcome()), verdict.toString()),
                    () -> assertTrue(verdict.reason().isPresent()),
                    () -> assertEquals(List.of(), verdict.amr()),
                    () -> assertEquals(Shown.nothing(), verdict.shown()));
        }
        assertEquals(ACCEPTED, person.gives(person.answerTo(asked)).outcome());
    }

    @ParameterizedTest
    @MethodSource("factors")
    <S extends Record> void a_reason_has_four_parts_and_tells_no_secret(Cast<S> cast) {
        Person<S> person = cast.enrolled();
        Challenge<S> asked = person.isAsked();
        Answer right = person.answerTo(asked);
        List<Reason> reasons = new ArrayList<>();
        wrongAnswers(asked).forEach(wrong -> person.gives(wrong).reason().ifPresent(reasons::add));
        person.gives(right);
        person.gives(right).reason().ifPresent(reasons::add);
        for (Reason reason : reasons) {
            String text = reason.toString();
            assertAll(
                    text,
                    () -> assertTrue(reason.check().matches("[a-z]+(\\.[a-z]+)+")),
                    () -> assertFalse(reason.rule().isBlank()),
                    () -> assertTrue(reason.why().matches("[A-Z].*\\.")),
                    () -> assertTrue(reason.fix().matches("[A-Z].*\\.")),
                    () -> secrets(person, asked, right).forEach(secret -> assertFalse(text.contains(secret), secret)));
        }
    }

    @ParameterizedTest
    @MethodSource("factors")
    <S extends Record> void a_twin_is_enrolled_by_the_factor_it_names(Cast<S> cast) {
        for (Enrolment.Twin twin : cast.person().enrolment.twins()) {
            Factor<?> other = factors()
                    .map(Cast::factor)
                    .filter(factor -> factor.kind().name().equals(twin.factor()))
                    .findFirst()
                    .orElseThrow();
            assertEquals(
                    ACCEPTED,
                    new Person<>(other, twin.particulars(), 7).passes().outcome());
        }
    }

    @Test
    void a_letter_is_good_for_300_seconds() {
        Person<?> early = new Cast<>(new LetterFactor(), Map.of("address", "1 Main Street")).enrolled();
        assertEquals(
                ACCEPTED, answersAfter(early, LetterFactor.LIFE.minusMillis(1)).outcome());
        Person<?> late = new Cast<>(new LetterFactor(), Map.of("address", "1 Main Street")).enrolled();
        assertEquals(EXPIRED, answersAfter(late, LetterFactor.LIFE).outcome());
    }

    @Test
    void of_several_open_letters_each_answers_its_own_challenge() {
        var person = new Cast<>(new LetterFactor(), Map.of("address", "1 Main Street")).enrolled();
        var one = person.isAsked();
        var two = person.isAsked();
        Answer.OutOfBand first = (Answer.OutOfBand) person.answerTo(one);
        Answer.OutOfBand second = (Answer.OutOfBand) person.answerTo(two);
        assertEquals(
                REJECTED,
                person.gives(new Answer.OutOfBand(second.handle(), first.bindingCode()))
                        .outcome());
        assertEquals(ACCEPTED, person.gives(second).outcome());
        assertEquals(ACCEPTED, person.gives(first).outcome());
    }

    @Test
    void a_push_is_pending_until_the_device_says_yes() {
        var person = new Cast<>(new PushFactor(), Map.of()).enrolled();
        var asked = person.isAsked();
        Answer howDoesItStand = new Answer.OutOfBand(asked.handle().orElseThrow(), Optional.empty());
        assertEquals(PENDING, person.gives(howDoesItStand).outcome());
        assertEquals(PENDING, person.gives(howDoesItStand).outcome());
        person.answerTo(asked);
        assertEquals(ACCEPTED, person.gives(howDoesItStand).outcome());
    }

    private static <S extends Record> Verdict<S> answersAfter(Person<S> person, Duration time) {
        Answer answer = person.answerTo(person.isAsked());
        person.waits(time);
        return person.gives(answer);
    }

    /** Of every kind there is, in and out of place; none of them is what any factor here waits for. */
    private static List<Answer> wrongAnswers(Challenge<?> asked) {
        List<Answer> wrong = new ArrayList<>(List.of(
                new Answer.Code(""),
                new Answer.Code("12345"),
                new Answer.Code("000000"),
                new Answer.Code("AAAAAAAAAAAAAAAAAAAAAAAA"),
                new Answer.OutOfBand("nobody", Optional.empty()),
                new Answer.OutOfBand("nobody", Optional.of("000000")),
                new Answer.OutOfBand("", Optional.of("")),
                new Answer.PublicKey("{}"),
                new Answer.PublicKey("not JSON")));
        asked.handle().ifPresent(handle -> {
            wrong.add(new Answer.OutOfBand(handle, Optional.empty()));
            wrong.add(new Answer.OutOfBand(handle, Optional.of("000000")));
        });
        return wrong;
    }

    private static Stream<String> secrets(Person<?> person, Challenge<?> asked, Answer right) {
        Shown shown = person.enrolment.shown();
        return Stream.of(
                        Stream.of(shown.secret(), shown.barcodeUri(), shown.recoveryCode())
                                .flatMap(Optional::stream),
                        asked.messages().stream().flatMap(message -> message.values().values().stream()),
                        right instanceof Answer.Code code ? Stream.of(code.text()) : Stream.<String>empty())
                .flatMap(strings -> strings);
    }
}
