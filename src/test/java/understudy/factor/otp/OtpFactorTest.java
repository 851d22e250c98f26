package understudy.factor.otp;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.factor.Verdict.Outcome.ACCEPTED;
import static understudy.factor.Verdict.Outcome.REJECTED;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.base.Reason;
import understudy.base.World;
import understudy.factor.Answer;
import understudy.factor.Desk;
import understudy.factor.Enrolment;
import understudy.factor.InvalidParticulars;
import understudy.factor.Particulars;
import understudy.factor.Verdict;

@Tag("once")
class OtpFactorTest {

    private static final String RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"; // ASCII 12345678901234567890
    private static final String SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    private static final Instant STEP = Instant.parse("2026-03-01T09:00:00Z"); // a step begins here

    private final OtpFactor factor = new OtpFactor();

    @ParameterizedTest
    @CsvFileSource(resources = "/vectors/rfc6238-sha1.csv", useHeadersInDisplayName = true)
    void the_values_of_RFC_6238_appendix_B(
            long seconds, String step, String eight, String code, Verdict.Outcome outcome) {
        Instant time = Instant.ofEpochSecond(seconds);
        assertAll(
                () -> assertEquals(eight, Rfc6238.code(RFC_SECRET, Long.parseLong(step, 16), 8), "oracle"),
                () -> assertEquals(eight.substring(2), code, "file"),
                () -> assertEquals(code, new OtpHolder(RFC_SECRET).codeAt(time), "holder"),
                () -> assertEquals(
                        outcome, verify(enrolled(RFC_SECRET), code, time).outcome(), "factor"));
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/vectors/rfc4226.csv", useHeadersInDisplayName = true)
    void the_values_of_RFC_4226_appendix_D(long counter, int truncated, String code, Verdict.Outcome outcome) {
        Instant time = Instant.ofEpochSecond(counter * 30);
        assertAll(
                () -> assertEquals(truncated, Rfc6238.truncated(Rfc6238.decoded(RFC_SECRET), counter), "oracle"),
                () -> assertEquals(code, Rfc6238.code(RFC_SECRET, counter, 6), "oracle"),
                () -> assertEquals(code, new OtpHolder(RFC_SECRET).codeAt(time), "holder"),
                () -> assertEquals(
                        outcome, verify(enrolled(RFC_SECRET), code, time).outcome(), "factor"));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 16, 20, 25, 32, 35, 64})
    void a_secret_of_any_length_gives_the_codes_of_the_oracle(int bytes) {
        String secret = secretOf(bytes);
        for (long step : List.of(0L, 1L, 59_000_000L, 0x1_0000_0000L)) {
            assertEquals(Rfc6238.code(secret, step, 6), new OtpHolder(secret).codeAt(Instant.ofEpochSecond(step * 30)));
        }
    }

    @Test
    void a_code_is_right_in_its_own_step_and_one_step_either_way() {
        String code = new OtpHolder(SECRET).codeAt(STEP);
        assertEquals("""
                -105 .. -31 REJECTED otp.drift
                -30 .. 59 ACCEPTED
                60 .. 134 REJECTED otp.drift
                """, secondBySecond(enrolled(SECRET), code));
    }

    @Test
    void a_used_code_is_right_at_no_second_any_more() {
        String code = new OtpHolder(SECRET).codeAt(STEP);
        OtpState used = verify(enrolled(SECRET), code, STEP).state();
        assertEquals("-105 .. 134 REJECTED otp.replay\n", secondBySecond(used, code));
    }

    @Test
    void after_a_newer_code_the_older_one_is_refused() {
        OtpHolder app = new OtpHolder(SECRET);
        OtpState state =
                verify(enrolled(SECRET), app.codeAt(STEP.plusSeconds(30)), STEP).state();
        Verdict<OtpState> older = verify(state, app.codeAt(STEP), STEP);
        assertEquals(REJECTED, older.outcome());
        assertEquals("otp.replay", older.reason().orElseThrow().check());
    }

    @Test
    void a_refusal_leaves_the_state_as_it_was() {
        OtpState state = verify(enrolled(SECRET), new OtpHolder(SECRET).codeAt(STEP), STEP)
                .state();
        assertEquals(state, verify(state, "000000", STEP).state());
        assertEquals(state, verify(state, "", STEP).state());
    }

    @ParameterizedTest
    @MethodSource("mutations")
    void a_code_that_is_not_exactly_six_digits_is_refused_and_leaves_the_right_one_good(String mutation) {
        Instant time = timeOfACodeThatBeginsWithZero();
        Verdict<OtpState> refused = verify(enrolled(SECRET), mutation, time);
        assertEquals("otp.format", refused.reason().orElseThrow().check());
        assertEquals(REJECTED, refused.outcome());
        assertEquals(
                ACCEPTED,
                verify(refused.state(), new OtpHolder(SECRET).codeAt(time), time)
                        .outcome());
    }

    static List<String> mutations() {
        String code = new OtpHolder(SECRET).codeAt(timeOfACodeThatBeginsWithZero());
        return List.of(
                "",
                " " + code,
                code + " ",
                code.substring(0, 3) + " " + code.substring(3),
                code.substring(0, 3) + "." + code.substring(3),
                code.substring(0, 3) + "-" + code.substring(3),
                code + ".0",
                code + "\n",
                "\n" + code,
                code + "\r\n",
                code + "\u0000",
                "\ufeff" + code,
                "+" + code,
                "+" + code.substring(1),
                "-" + code.substring(1),
                code.substring(1),
                code.substring(0, 5),
                code + "0",
                "0" + code,
                "1e5",
                "1e0000",
                "0x" + code.substring(2),
                digits(code, '０'),
                digits(code, '٠'),
                digits(code, '۰'),
                "abcdef",
                code + code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jbswy3dpehpk3pxpjbswy3dpehpk3pxp",
                "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP",
                " JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP ",
                "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP======"
            })
    void a_secret_may_be_given_as_people_paste_it(String pasted) {
        assertEquals(SECRET, enrol(pasted).shown().secret().orElseThrow());
        assertEquals(enrolled(SECRET), enrolled(pasted));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "=",
                "JBSWY3DP",
                "JBSWY3DPEHPK3PX", // too short
                "JBSWY3DPEHPK3PX0",
                "JBSWY3DPEHPK3PX1",
                "JBSWY3DPEHPK3PX8",
                "JBSWY3DPEHPK3PX9", // not of the alphabet
                "JBSWY3DPEHPK3PXı",
                "JBSWY3DPEHPK-3PXP",
                "JBSW=Y3DPEHPK3PXP",
                "JBSWY3DPEHPK3PXP\n",
                "JBSWY3DPEHPK3PXPé",
                "JBSWY3DPEHPK3PXPA",
                "JBSWY3DPEHPK3PXPAAA",
                "JBSWY3DPEHPK3PXPAAAAAA", // no whole number of bytes
                "JBSWY3DPEHPK3PXPAB" // bits left over
            })
    void a_secret_the_library_would_misread_is_refused_without_repeating_it(String secret) {
        InvalidParticulars refusal = assertThrows(InvalidParticulars.class, () -> enrol(secret));
        assertEquals("otp.secret", refusal.reason().check());
        assertFalse((refusal.getMessage() + refusal.reason()).contains("JBSW"));
    }

    @Test
    void a_secret_made_here_has_32_letters_and_differs_each_time() {
        World world = world(STEP);
        Desk desk = new Desk(world, "Acme Dev", "ada@example.com", "http://localhost:4640");
        List<String> secrets = IntStream.range(0, 50)
                .mapToObj(i ->
                        factor.enrol(Particulars.none(), desk).shown().secret().orElseThrow())
                .toList();
        assertTrue(secrets.stream().allMatch(secret -> secret.matches("[A-Z2-7]{32}")));
        assertEquals(50, secrets.stream().distinct().count());
    }

    @Test
    void the_barcode_names_tenant_and_account_as_apps_read_them() {
        assertEquals(
                "otpauth://totp/Acme%20Dev:ada%40example.com?secret=" + SECRET
                        + "&issuer=Acme%20Dev&algorithm=SHA1&digits=6&period=30",
                enrol(SECRET).shown().barcodeUri().orElseThrow());
        Desk odd = new Desk(world(STEP), "Zoë & Co: *~+", "auth0|ada", "http://localhost:4640");
        assertEquals(
                "otpauth://totp/Zo%C3%AB%20%26%20Co%3A%20%2A~%2B:auth0%7Cada?secret=" + SECRET
                        + "&issuer=Zo%C3%AB%20%26%20Co%3A%20%2A~%2B&algorithm=SHA1&digits=6&period=30",
                factor.enrol(given(SECRET), odd).shown().barcodeUri().orElseThrow());
    }

    @Test
    void the_reasons_tell_what_to_do() {
        OtpHolder app = new OtpHolder(SECRET);
        OtpState used = verify(enrolled(SECRET), app.codeAt(STEP), STEP).state();
        Reason replay = reason(used, app.codeAt(STEP), STEP.plusSeconds(10));
        Reason late = reason(enrolled(SECRET), app.codeAt(STEP), STEP.plusSeconds(95));
        Reason early = reason(enrolled(SECRET), app.codeAt(STEP), STEP.minusSeconds(60));
        Reason dropped = reason(enrolled(SECRET), "12345", STEP);
        Reason other = reason(enrolled(SECRET), new OtpHolder(RFC_SECRET).codeAt(STEP), STEP);
        assertAll(
                () -> assertEquals("RFC 6238 §5.2", replay.rule()),
                () -> assertTrue(replay.fix().contains("Wait 20 s"), replay.fix()),
                () -> assertTrue(replay.fix().contains("2026-03-01T09:00:30Z"), replay.fix()),
                () -> assertTrue(late.why().contains("about 90 s behind"), late.why()),
                () -> assertTrue(early.why().contains("about 60 s ahead of"), early.why()),
                () -> assertTrue(dropped.why().contains("leading zero"), dropped.why()),
                () -> assertEquals("otp.mismatch", other.check()));
    }

    @Test
    void the_clock_set_back_is_explained_by_the_time_from_which_codes_count_again() {
        OtpHolder app = new OtpHolder(SECRET);
        OtpState used = verify(enrolled(SECRET), app.codeAt(STEP), STEP).state();
        Reason reason = reason(used, app.codeAt(STEP.minusSeconds(3600)), STEP.minusSeconds(3600));
        assertEquals("otp.replay", reason.check());
        assertTrue(reason.fix().contains("2026-03-01T09:00:30Z or later"), reason.fix());
    }

    @Test
    void the_app_says_until_when_it_shows_a_code() {
        OtpHolder app = new OtpHolder(SECRET);
        Instant end = app.validUntil(STEP.plusMillis(12_345));
        assertEquals(STEP.plusSeconds(30), end);
        assertEquals(app.codeAt(STEP), app.codeAt(end.minusNanos(1)));
        assertEquals(STEP.plusSeconds(60), app.validUntil(end));
    }

    @Test
    void neither_state_nor_app_prints_its_secret() {
        assertFalse((enrolled(SECRET) + " " + new OtpHolder(SECRET)).contains(SECRET));
    }

    /** The verdicts of four minutes, second by second, equal neighbours on one line. */
    private String secondBySecond(OtpState state, String code) {
        StringBuilder table = new StringBuilder();
        int from = -105;
        for (int second = -105; second < 135; second++) {
            String here = verdictAt(state, code, second);
            if (second == 134 || !here.equals(verdictAt(state, code, second + 1))) {
                table.append(from)
                        .append(" .. ")
                        .append(second)
                        .append(' ')
                        .append(here)
                        .append('\n');
                from = second + 1;
            }
        }
        return table.toString();
    }

    private String verdictAt(OtpState state, String code, int second) {
        Verdict<OtpState> verdict = verify(state, code, STEP.plusSeconds(second));
        return verdict.outcome()
                + verdict.reason().map(reason -> " " + reason.check()).orElse("");
    }

    private Verdict<OtpState> verify(OtpState state, String typed, Instant time) {
        return factor.verify(state, new Answer.Code(typed), desk(time));
    }

    private Reason reason(OtpState state, String typed, Instant time) {
        return verify(state, typed, time).reason().orElseThrow();
    }

    private OtpState enrolled(String secret) {
        return enrol(secret).state();
    }

    private Enrolment<OtpState> enrol(String secret) {
        return factor.enrol(given(secret), desk(STEP));
    }

    private static Particulars given(String secret) {
        return new Particulars(Map.of("secret", secret));
    }

    private static Desk desk(Instant time) {
        return new Desk(world(time), "Acme Dev", "ada@example.com", "http://localhost:4640");
    }

    private static World world(Instant time) {
        return new World(
                InstantSource.fixed(time),
                RandomGeneratorFactory.of("L64X128MixRandom").create(7));
    }

    private static Instant timeOfACodeThatBeginsWithZero() {
        OtpHolder app = new OtpHolder(SECRET);
        return IntStream.range(0, 1_000)
                .mapToObj(step -> STEP.plusSeconds(30L * step))
                .filter(time -> app.codeAt(time).startsWith("0"))
                .findFirst()
                .orElseThrow();
    }

    private static String digits(String code, char zero) {
        return code.chars()
                .mapToObj(digit -> Character.toString(digit - '0' + zero))
                .collect(Collectors.joining());
    }

    /** Base32 without padding of {@code 0, 7, 14 …}, written bit by bit. */
    private static String secretOf(int bytes) {
        String bits = IntStream.range(0, bytes)
                .mapToObj(i -> Integer.toBinaryString(0x100 | i * 7 & 0xff).substring(1))
                .collect(Collectors.joining());
        String whole = bits + "0".repeat((5 - bits.length() % 5) % 5);
        return IntStream.range(0, whole.length() / 5)
                .map(i -> Integer.parseInt(whole.substring(i * 5, i * 5 + 5), 2))
                .mapToObj(i -> "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".substring(i, i + 1))
                .collect(Collectors.joining());
    }
}
