package understudy.factor.webauthn;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.factor.Verdict.Outcome.ACCEPTED;
import static understudy.factor.Verdict.Outcome.EXPIRED;
import static understudy.factor.Verdict.Outcome.REJECTED;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.base.World;
import understudy.factor.Answer;
import understudy.factor.Desk;
import understudy.factor.Enrolment;
import understudy.factor.Kind.Standing;
import understudy.factor.Particulars;
import understudy.factor.Verdict;
import understudy.factor.webauthn.key.KeyAlgorithm;
import understudy.factor.webauthn.key.Misbehaviour;
import understudy.factor.webauthn.key.Traits;
import understudy.factor.webauthn.key.Transport;

@Tag("once")
class WebauthnFactorTest {

    private static final List<Map<String, Object>> ALGORITHMS = List.of(
            Map.of("type", "public-key", "alg", -7),
            Map.of("type", "public-key", "alg", -257),
            Map.of("type", "public-key", "alg", -8));

    @Test
    void a_new_security_key_is_asked_for_with_these_options() {
        Enrolment<WebauthnState> begun = WebauthnFactor.roaming().enrol(Particulars.none(), desk(Map.of()));
        Ceremony ceremony = begun.state().open().get(0);
        assertEquals(
                Map.of(
                        "rp", Map.of("id", "login.example.test", "name", "Acme Dev"),
                        "user",
                                Map.of(
                                        "id", begun.state().userHandle().orElseThrow(),
                                        "name", "ada@example.com",
                                        "displayName", "ada@example.com"),
                        "challenge", ceremony.challenge(),
                        "pubKeyCredParams", ALGORITHMS,
                        "timeout", 300_000,
                        "excludeCredentials", List.of(),
                        "authenticatorSelection",
                                Map.of(
                                        "authenticatorAttachment", "cross-platform",
                                        "residentKey", "discouraged",
                                        "requireResidentKey", false,
                                        "userVerification", "discouraged"),
                        "attestation", "none"),
                options(begun));
        assertEquals(Optional.of(ceremony.handle()), begun.handle());
    }

    @Test
    void the_devices_own_key_is_one_of_the_platform_and_verifies_its_owner() {
        Desk desk = desk(Map.of("userVerification", "discouraged"));
        assertEquals(
                Map.of(
                        "authenticatorAttachment", "platform",
                        "residentKey", "discouraged",
                        "requireResidentKey", false,
                        "userVerification", "required"),
                options(WebauthnFactor.platform().enrol(Particulars.none(), desk))
                        .get("authenticatorSelection"));
    }

    @Test
    void an_enrolled_key_is_asked_with_these_options() {
        Scene scene = Scene.enrolled();
        Credential credential = scene.state().credential().orElseThrow();
        assertEquals(
                Map.of(
                        "challenge",
                        scene.state().open().get(0).challenge(),
                        "timeout",
                        300_000,
                        "rpId",
                        "login.example.test",
                        "allowCredentials",
                        List.of(Map.of("type", "public-key", "id", credential.id(), "transports", List.of("usb"))),
                        "userVerification",
                        "required"),
                scene.options());
    }

    @ParameterizedTest
    @CsvSource({"discouraged,discouraged", "preferred,preferred", "required,required", "never,discouraged"})
    void how_much_a_security_key_must_know_its_owner_is_the_tenants_to_say(String set, String asked) {
        Scene scene = new Scene(Map.of("userVerification", set));
        assertEquals(asked, ((Map<?, ?>) scene.options().get("authenticatorSelection")).get("userVerification"));
        scene.gives(scene.answer(Misbehaviour.NONE));
        scene.isAsked();
        assertEquals(asked, scene.options().get("userVerification"));
        Misbehaviour unverified = Json.read("{\"user_verified\":false}", Misbehaviour.class);
        assertEquals(
                asked.equals("required") ? REJECTED : ACCEPTED,
                scene.gives(scene.answer(unverified)).outcome());
    }

    @ParameterizedTest
    @CsvSource({"true,example.test,example.test", "false,example.test,login.example.test", "true,,login.example.test"})
    void the_relying_party_is_the_host_unless_another_is_set(boolean override, String set, String id) {
        Map<String, Object> settings = set == null
                ? Map.of("overrideRelyingParty", override)
                : Map.of("overrideRelyingParty", override, "relyingPartyIdentifier", set);
        assertEquals(id, RelyingParty.of(desk(settings)).id());
    }

    @Test
    void the_device_stands_only_beside_a_factor_that_stands_alone() {
        assertAll(
                () -> assertEquals(
                        Standing.INDEPENDENT, WebauthnFactor.roaming().kind().standing()),
                () -> assertEquals(
                        Standing.DEPENDENT, WebauthnFactor.platform().kind().standing()));
    }

    @Test
    void a_key_is_kept_as_it_showed_itself() {
        Scene scene = Scene.enrolled();
        Credential kept = scene.state().credential().orElseThrow();
        assertAll(
                () -> assertEquals(
                        Optional.of(kept.id()), WebauthnFactor.roaming().identifier(scene.state())),
                () -> assertEquals(1, kept.signCount()),
                () -> assertTrue(kept.uvInitialized()),
                () -> assertEquals(List.of("usb"), kept.transports()),
                () -> assertEquals(Optional.of("cross-platform"), kept.attachment()),
                () -> assertEquals("none", kept.attestation().format()),
                () -> assertEquals("00000000-0000-0000-0000-000000000000", kept.aaguid()));
    }

    @ParameterizedTest
    @CsvSource({"ES256,false,hwk", "EDDSA,false,hwk", "RS256,false,hwk", "ES256,true,swk"})
    void a_key_that_may_be_copied_is_no_hardware(KeyAlgorithm algorithm, boolean copies, String amr) {
        Traits traits =
                new Traits(Transport.HYBRID, true, true, algorithm, copies, copies, true, Traits.USUAL.aaguid());
        Scene scene = Scene.enrolled(traits);
        Verdict<WebauthnState> verdict = scene.passes();
        assertEquals(ACCEPTED, verdict.outcome());
        assertEquals(List.of(amr), verdict.amr());
    }

    @Test
    void a_key_that_could_be_backed_up_can_be_for_ever() {
        Scene scene = Scene.enrolled(
                new Traits(Transport.USB, true, true, KeyAlgorithm.ES256, true, false, true, Traits.USUAL.aaguid()));
        Misbehaviour changed = Json.read("{\"backup_eligible\":false}", Misbehaviour.class);
        Reason reason = scene.gives(scene.answer(changed)).reason().orElseThrow();
        assertEquals("WebAuthn Level 3 §7.2 step 19", reason.rule());
        Misbehaviour copied = Json.read("{\"backup_state\":true}", Misbehaviour.class);
        assertEquals(ACCEPTED, scene.gives(scene.answer(copied)).outcome());
        assertTrue(scene.state().credential().orElseThrow().backedUp());
    }

    @Test
    void a_counter_that_does_not_rise_is_refused_and_spends_the_challenge() {
        Scene scene = Scene.enrolled();
        Misbehaviour stale = Json.read("{\"counter\":\"stale\"}", Misbehaviour.class);
        Map<String, Object> right = scene.answer(Misbehaviour.NONE);
        scene.isAsked();
        scene.gives(right);
        Verdict<WebauthnState> verdict = scene.gives(scene.answer(stale));
        Reason reason = verdict.reason().orElseThrow();
        assertAll(
                () -> assertEquals(REJECTED, verdict.outcome()),
                () -> assertEquals("webauthn.counter", reason.check()),
                () -> assertEquals("WebAuthn Level 3 §7.2 step 22", reason.rule()),
                () -> assertTrue(reason.why().contains("is 2 where more than 2"), reason.why()),
                () -> assertEquals(List.of(), scene.state().open()),
                () -> assertEquals(
                        REJECTED, scene.gives(scene.answer(Misbehaviour.NONE)).outcome()),
                () -> assertEquals(ACCEPTED, scene.passes().outcome()));
    }

    @Test
    void a_key_that_does_not_count_passes_each_time_and_each_answer_once() {
        Scene scene = Scene.enrolled(
                new Traits(Transport.USB, true, true, KeyAlgorithm.ES256, false, false, false, Traits.USUAL.aaguid()));
        Map<String, Object> answer = scene.answer(Misbehaviour.NONE);
        assertEquals(ACCEPTED, scene.gives(answer).outcome());
        assertEquals(
                "webauthn.challenge", scene.gives(answer).reason().orElseThrow().check());
        assertEquals(ACCEPTED, scene.passes().outcome());
        assertEquals(0, scene.state().credential().orElseThrow().signCount());
    }

    @Test
    void a_challenge_is_good_for_five_minutes() {
        Scene early = Scene.enrolled();
        Map<String, Object> inTime = early.answer(Misbehaviour.NONE);
        early.waits(Ceremony.LIFE.minusMillis(1));
        assertEquals(ACCEPTED, early.gives(inTime).outcome());

        Scene late = Scene.enrolled();
        Map<String, Object> tooLate = late.answer(Misbehaviour.NONE);
        late.waits(Ceremony.LIFE);
        Verdict<WebauthnState> verdict = late.gives(tooLate);
        assertEquals(EXPIRED, verdict.outcome());
        assertEquals(
                "The challenge was good until 2026-03-01T09:05:10Z, and the tenant's clock shows 2026-03-01T09:05:10Z.",
                verdict.reason().orElseThrow().why());
        assertEquals(ACCEPTED, late.passes().outcome());
    }

    @Test
    void an_enrolment_left_too_long_asks_for_the_key_again() {
        Scene scene = Scene.begun();
        Map<String, Object> tooLate = scene.answer(Misbehaviour.NONE);
        scene.waits(Duration.ofMinutes(6));
        assertEquals(EXPIRED, scene.gives(tooLate).outcome());
        assertEquals(ACCEPTED, scene.passes().outcome());
    }

    @Test
    void logins_side_by_side_do_not_disturb_one_another() {
        Scene scene = Scene.enrolled();
        Map<String, Object> one = scene.answer(Misbehaviour.NONE);
        String first = scene.handle();
        scene.isAsked();
        Map<String, Object> two = scene.answer(Misbehaviour.NONE);
        assertEquals(ACCEPTED, scene.gives(Scene.named(one, first)).outcome());
        assertEquals(ACCEPTED, scene.gives(Scene.named(two, scene.handle())).outcome());
        assertEquals(List.of(), scene.state().open());
    }

    @Test
    void of_many_open_challenges_the_newest_eight_are_kept() {
        Scene scene = Scene.enrolled();
        Map<String, Object> first = scene.answer(Misbehaviour.NONE);
        for (int i = 0; i < WebauthnState.MOST_OPEN; i++) {
            scene.isAsked();
        }
        assertEquals(WebauthnState.MOST_OPEN, scene.state().open().size());
        assertEquals(
                "webauthn.challenge", scene.gives(first).reason().orElseThrow().check());
        assertEquals(ACCEPTED, scene.gives(scene.answer(Misbehaviour.NONE)).outcome());
    }

    @Test
    void once_a_key_is_enrolled_no_other_registration_of_it_counts() {
        Scene scene = Scene.begun();
        Map<String, Object> one = scene.answer(Misbehaviour.NONE);
        scene.isAsked();
        Map<String, Object> other = scene.answer(Misbehaviour.NONE);
        assertEquals(ACCEPTED, scene.gives(other).outcome());
        assertEquals(List.of(), scene.state().open());
        assertEquals(REJECTED, scene.gives(one).outcome());
        assertNotEquals(one.get("id"), scene.state().credential().orElseThrow().id());
    }

    @Test
    void whatever_bit_is_turned_over_nothing_but_a_verdict_comes_out() {
        Scene scene = Scene.begun();
        Map<String, Object> registration = scene.answer(Misbehaviour.NONE);
        for (int bit = 0; bit < bits(registration, "attestationObject"); bit++) {
            scene.judges(turned(registration, "attestationObject", bit));
        }
        scene.gives(registration);
        scene.isAsked();
        Map<String, Object> assertion = scene.answer(Misbehaviour.NONE);
        for (String field : List.of("clientDataJSON", "authenticatorData", "signature")) {
            for (int bit = 0; bit < bits(assertion, field); bit++) {
                Verdict<WebauthnState> verdict = scene.judges(turned(assertion, field, bit));
                assertEquals(REJECTED, verdict.outcome(), field + ", bit " + bit);
            }
        }
        assertEquals(ACCEPTED, scene.gives(assertion).outcome());
    }

    private static int bits(Map<String, Object> response, String field) {
        return bytes(response, field).length * Byte.SIZE;
    }

    private static byte[] bytes(Map<String, Object> response, String field) {
        return Base64Url.decoded((String) ((Map<?, ?>) response.get("response")).get(field));
    }

    private static Answer turned(Map<String, Object> response, String field, int bit) {
        byte[] bytes = bytes(response, field);
        bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        Map<Object, Object> inner = new HashMap<>((Map<?, ?>) response.get("response"));
        inner.put(field, Base64Url.encoded(bytes));
        Map<String, Object> other = new HashMap<>(response);
        other.put("response", inner);
        return new Answer.PublicKey(Json.text(other));
    }

    private static Map<String, Object> options(Enrolment<WebauthnState> begun) {
        return Json.object(begun.shown().publicKey().orElseThrow());
    }

    private static Desk desk(Map<String, Object> settings) {
        World world = new World(
                InstantSource.fixed(Instant.parse("2026-03-01T09:00:00Z")),
                RandomGeneratorFactory.of("L64X128MixRandom").create(7));
        return new Desk(
                world,
                "Acme Dev",
                "ada@example.com",
                Optional.empty(),
                Scene.ORIGIN,
                List.of(Scene.ORIGIN),
                settings,
                Optional.empty());
    }
}
