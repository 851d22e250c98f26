package understudy.factor;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.factor.Verdict.Outcome.ACCEPTED;
import static understudy.factor.Verdict.Outcome.EXPIRED;
import static understudy.factor.Verdict.Outcome.REJECTED;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.factor.email.EmailFactor;
import understudy.factor.sms.SmsFactor;
import understudy.factor.voice.VoiceFactor;

/** What the three factors promise whose codes are sent and typed back. */
@Tag("once")
class SentCodesTest {

    private static final Duration LIFE = Duration.ofSeconds(300);

    static Stream<Factor<SentState>> factors() {
        return Stream.of(new SmsFactor(), new VoiceFactor(), new EmailFactor());
    }

    static Stream<Factor<SentState>> telephones() {
        return Stream.of(new SmsFactor(), new VoiceFactor());
    }

    @ParameterizedTest
    @MethodSource("factors")
    void a_code_is_good_for_300_seconds_of_the_tenants_clock(Factor<SentState> factor) {
        assertEquals(ACCEPTED, answeredAfter(factor, LIFE.minusMillis(1)).outcome());
        assertEquals(EXPIRED, answeredAfter(factor, LIFE).outcome());
        assertEquals(
                factor.kind().name() + ".expired",
                answeredAfter(factor, LIFE.plusDays(1)).reason().orElseThrow().check());
    }

    @ParameterizedTest
    @MethodSource("factors")
    void a_code_answers_only_the_challenge_it_was_sent_with(Factor<SentState> factor) {
        Person<SentState> person = person(factor);
        Answer.OutOfBand first = answer(person);
        Answer.OutOfBand second = answer(person);
        assertRefused("superseded", person, new Answer.OutOfBand(second.handle(), first.bindingCode()));
        assertRefused("foreign", person, new Answer.OutOfBand(first.handle(), second.bindingCode()));
        assertEquals(ACCEPTED, person.gives(second).outcome());
        assertEquals(ACCEPTED, person.gives(first).outcome());
    }

    @ParameterizedTest
    @MethodSource("factors")
    void the_newest_five_challenges_stay_open(Factor<SentState> factor) {
        Person<SentState> person = person(factor);
        List<Answer.OutOfBand> answers = new ArrayList<>();
        for (int time = 0; time < 6; time++) {
            answers.add(answer(person));
        }
        assertRefused("unknown", person, answers.get(0));
        answers.subList(1, 6)
                .forEach(one -> assertEquals(ACCEPTED, person.gives(one).outcome()));
    }

    @ParameterizedTest
    @MethodSource("factors")
    void each_way_to_be_wrong_has_a_reason_of_its_own(Factor<SentState> factor) {
        Person<SentState> person = person(factor);
        Answer.OutOfBand right = answer(person);
        String handle = right.handle();
        String code = right.bindingCode().orElseThrow();
        assertAll(
                () -> assertRefused("answer", person, new Answer.Code(code)),
                () -> assertRefused("answer", person, new Answer.OutOfBand(handle, Optional.empty())),
                () -> assertRefused("unknown", person, new Answer.OutOfBand("", Optional.of(code))),
                () -> assertRefused("format", person, new Answer.OutOfBand(handle, Optional.of(""))),
                () -> assertRefused("format", person, new Answer.OutOfBand(handle, Optional.of(code + " "))),
                () -> assertRefused("format", person, new Answer.OutOfBand(handle, Optional.of(" " + code))),
                () -> assertRefused("format", person, new Answer.OutOfBand(handle, Optional.of("١٢٣٤٥٦"))),
                () -> assertRefused("format", person, new Answer.OutOfBand(handle, Optional.of("1".repeat(100_000)))),
                () -> assertRefused("mismatch", person, new Answer.OutOfBand(handle, Optional.of(otherThan(code)))));
        assertEquals(ACCEPTED, person.gives(right).outcome());
        assertRefused("reused", person, right);
        assertRefused("reused", person, new Answer.OutOfBand(handle, Optional.of(otherThan(code))));
    }

    @ParameterizedTest
    @MethodSource("factors")
    void a_state_holds_no_code_in_clear_and_nothing_of_it_gets_into_a_log(Factor<SentState> factor) {
        Person<SentState> person = person(factor);
        String code = answer(person).bindingCode().orElseThrow();
        SentCodes.Sent sent = person.state().codes().sent().get(1);
        assertAll(
                () -> assertFalse(Json.text(person.state()).contains(code)),
                () -> assertFalse(person.state().toString().contains(sent.hash())),
                () -> assertFalse(
                        person.state().toString().contains(person.state().to())));
    }

    @Test
    void two_codes_that_are_equal_do_not_look_it() {
        Person<SentState> person = person(new SmsFactor());
        List<SentCodes.Sent> sent = person.isAsked().state().codes().sent();
        assertNotEquals(sent.get(0).salt(), sent.get(1).salt());
    }

    @Test
    void codes_have_six_digits_each_as_likely_as_any_other_and_keep_their_zeros() {
        Person<SentState> person = person(new SmsFactor());
        List<String> codes = Stream.generate(
                        () -> SentCodes.none().next(person.desk()).code())
                .limit(20_000)
                .toList();
        assertTrue(codes.stream().allMatch(SentCodes::isCode));
        for (int place = 0; place < SentCodes.DIGITS; place++) {
            int at = place;
            Map<Character, Long> often =
                    codes.stream().collect(Collectors.groupingBy(code -> code.charAt(at), Collectors.counting()));
            often.forEach((digit, times) ->
                    assertTrue(Math.abs(times - 2000) < 200, "place " + at + ", digit " + digit + ": " + times));
            assertEquals(10, often.size());
        }
    }

    @ParameterizedTest
    @MethodSource("factors")
    void the_code_of_the_enrolments_own_message_confirms_it(Factor<SentState> factor) {
        Person<SentState> person = person(factor);
        Message sent = person.enrolment.messages().get(0);
        assertAll(
                () -> assertEquals("enrollment", sent.template()),
                () -> assertEquals(factor.kind().oobChannel().orElseThrow(), sent.channel()),
                () -> assertEquals(person.state().to(), sent.to()),
                () -> assertEquals(Shown.prompt(), person.enrolment.shown()),
                () -> assertEquals(
                        ACCEPTED,
                        person.gives(new Answer.OutOfBand(
                                        person.enrolment.handle().orElseThrow(),
                                        Optional.of(sent.values().get("code"))))
                                .outcome()));
    }

    @ParameterizedTest
    @MethodSource("factors")
    void a_challenge_sends_a_message_to_where_the_enrolment_was_confirmed(Factor<SentState> factor) {
        Person<SentState> person = person(factor);
        Message sent = person.isAsked().messages().get(0);
        assertAll(
                () -> assertEquals("verification", sent.template()),
                () -> assertEquals(factor.kind().oobChannel().orElseThrow(), sent.channel()),
                () -> assertEquals(person.enrolment.messages().get(0).to(), sent.to()));
    }

    @Test
    void each_factor_proves_what_its_name_in_amr_says() {
        assertEquals(
                List.of(List.of("sms"), List.of("tel"), List.of("email")),
                factors().map(factor -> person(factor).passes().amr()).toList());
    }

    @ParameterizedTest
    @MethodSource("telephones")
    void one_telephone_takes_texts_and_calls(Factor<SentState> factor) {
        Enrolment.Twin twin = person(factor).enrolment.twins().get(0);
        assertAll(
                () -> assertNotEquals(factor.kind().name(), twin.factor()),
                () -> assertEquals(number(), twin.particulars()),
                () -> assertEquals(
                        Optional.of("XXXXXXX0100"), factor.name(person(factor).state())),
                () -> assertEquals(
                        Map.of("phone_number", "+15555550100"),
                        factor.details(person(factor).state())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sms", "voice", "email"})
    void a_person_reads_the_messages_of_the_channel_asked_and_the_newest_of_them(String channel) {
        List<Message> received = Stream.of("sms 1", "voice 2", "email 3", "sms 4", "voice 5", "email 6", "push 7")
                .map(text -> text.split(" "))
                .map(text -> new Message(text[0], "", "verification", Map.of("code", text[1])))
                .toList();
        Answer read = new SentHolder(channel)
                .answer(Shown.prompt(), received, person(new SmsFactor()).now());
        assertEquals(
                new Answer.Code(Map.of("sms", "4", "voice", "5", "email", "6").get(channel)), read);
    }

    private static Particulars number() {
        return new Particulars(Map.of("phone_number", "+15555550100"));
    }

    private static Person<SentState> person(Factor<SentState> factor) {
        return new Person<>(factor, number(), 7);
    }

    private static Answer.OutOfBand answer(Person<SentState> person) {
        return (Answer.OutOfBand) person.answerTo(person.isAsked());
    }

    private static Verdict<SentState> answeredAfter(Factor<SentState> factor, Duration time) {
        Person<SentState> person = person(factor);
        Answer answer = answer(person);
        person.waits(time);
        return person.gives(answer);
    }

    private static String otherThan(String code) {
        return (code.startsWith("0") ? "1" : "0") + code.substring(1);
    }

    private static void assertRefused(String check, Person<SentState> person, Answer answer) {
        Verdict<SentState> verdict = person.gives(answer);
        String name = person.enrolment.messages().get(0).channel();
        assertEquals(REJECTED, verdict.outcome());
        assertEquals(Optional.of(name + "." + check), verdict.reason().map(Reason::check));
    }
}
