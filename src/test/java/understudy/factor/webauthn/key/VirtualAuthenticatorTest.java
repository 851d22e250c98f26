package understudy.factor.webauthn.key;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.factor.webauthn.key.PageOptions.CHALLENGE;
import static understudy.factor.webauthn.key.PageOptions.creation;
import static understudy.factor.webauthn.key.PageOptions.request;

import com.webauthn4j.credential.CredentialRecord;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import understudy.base.Json;
import understudy.base.World;
import understudy.factor.webauthn.key.VirtualAuthenticator.Used;

/** What the virtual authenticator signs and what it refuses, before a relying party that is not ours. */
@Tag("once")
class VirtualAuthenticatorTest {

    private static final String ORIGIN = "https://localhost:4643";
    private static final Verifier VERIFIER = new Verifier(CHALLENGE, ORIGIN, "localhost");
    private static final String ANOTHER = "YW5vdGhlciBjcmVkZW50aWFs";

    private final World world = World.real();

    @ParameterizedTest
    @EnumSource
    void what_it_signs_with_each_algorithm_is_accepted_and_counted(KeyAlgorithm algorithm) {
        Used created = preferring(algorithm).create(creation().json(), ORIGIN, world);
        CredentialRecord credential = VERIFIER.registers(created.response(), -7, -8, -257);
        Used first = created.next().get(request().json(), ORIGIN, world);
        Used second = first.next().get(request().json(), ORIGIN, world);
        assertAll(
                () -> assertEquals(algorithm.cose(), response(created).get("publicKeyAlgorithm")),
                () -> assertEquals(1, credential.getCounter()),
                () -> assertEquals(2, accepted(first, credential).getSignCount()),
                () -> assertEquals(3, accepted(second, credential).getSignCount()));
    }

    @ParameterizedTest
    @EnumSource
    void it_vouches_for_a_key_with_the_key_itself_when_asked(KeyAlgorithm algorithm) {
        Used created = preferring(algorithm)
                .create(creation().with("attestation", "direct").json(), ORIGIN, world);
        CredentialRecord credential = VERIFIER.registers(created.response(), -7, -8, -257);
        assertEquals("packed", credential.getAttestationStatement().getFormat());
    }

    @Test
    void of_what_a_page_offers_it_takes_the_first_when_its_favourite_is_not_there() {
        Used created = preferring(KeyAlgorithm.EDDSA)
                .create(creation().offering(-65535, -257, -7).json(), ORIGIN, world);
        assertEquals(-257L, response(created).get("publicKeyAlgorithm"));
    }

    @Test
    void it_says_what_it_is_and_has_done() {
        Traits traits = new Traits(
                Transport.INTERNAL,
                true,
                true,
                KeyAlgorithm.ES256,
                true,
                true,
                false,
                "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4");
        Used created = VirtualAuthenticator.of(traits)
                .create(creation().with("extensions", Map.of("credProps", true)).json(), ORIGIN, world);
        CredentialRecord credential = VERIFIER.registers(created.response(), -7);
        Used used = created.next().get(request().json(), ORIGIN, world);
        AuthenticatorData<?> said = accepted(used, credential);
        assertAll(
                () -> assertEquals("platform", created.response().get("authenticatorAttachment")),
                () -> assertEquals(List.of("internal"), response(created).get("transports")),
                () -> assertEquals(
                        Map.of("credProps", Map.of("rk", true)),
                        created.response().get("clientExtensionResults")),
                () -> assertEquals(
                        traits.aaguid(),
                        credential.getAttestedCredentialData().getAaguid().toString()),
                () -> assertEquals("ZGF2ZQ", response(used).get("userHandle")),
                () -> assertTrue(said.isFlagUP() && said.isFlagUV() && said.isFlagBE() && said.isFlagBS()),
                () -> assertEquals(0, said.getSignCount()));
    }

    @Test
    void it_verifies_nobody_when_the_page_would_rather_not() {
        Used created = usual().create(creation().json(), ORIGIN, world);
        CredentialRecord credential = VERIFIER.registers(created.response(), -7);
        Used used = created.next()
                .get(request().with("userVerification", "discouraged").json(), ORIGIN, world);
        assertFalse(accepted(used, credential).isFlagUV());
    }

    @Test
    void a_key_that_is_not_resident_answers_when_it_is_named_and_names_nobody() {
        Used created = usual().create(
                        creation().with("authenticatorSelection", Map.of()).json(), ORIGIN, world);
        String id = (String) created.response().get("id");
        CredentialRecord credential = VERIFIER.registers(created.response(), -7);
        Used used = created.next()
                .get(request().naming("allowCredentials", ANOTHER, id).json(), ORIGIN, world);
        assertEquals(2, accepted(used, credential).getSignCount());
        assertFalse(response(used).containsKey("userHandle"));
        assertEquals(
                "NotAllowedError", nameOf(() -> created.next().get(request().json(), ORIGIN, world)));
    }

    @Test
    void of_several_resident_keys_the_newest_answers() {
        Used first = usual().create(creation().json(), ORIGIN, world);
        Used second = first.next().create(creation().json(), ORIGIN, world);
        Used used = second.next().get(request().json(), ORIGIN, world);
        assertEquals(second.response().get("id"), used.response().get("id"));
    }

    @Test
    void it_registers_once_where_a_page_says_what_it_has() {
        Used created = usual().create(creation().json(), ORIGIN, world);
        String again = creation()
                .naming("excludeCredentials", created.response().get("id"))
                .json();
        assertEquals("InvalidStateError", nameOf(() -> created.next().create(again, ORIGIN, world)));
        assertEquals(
                "public-key", usual().create(again, ORIGIN, world).response().get("type"));
    }

    @ParameterizedTest(name = "{0} with {1} on {2} is a {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            rp                     | {"id":"example.com","name":"Demo"}            | https://example.com.evil.test | SecurityError
            rp                     | {"id":"com","name":"Demo"}                    | https://example.com           | SecurityError
            rp                     | {"id":"127.0.0.1","name":"Demo"}              | http://127.0.0.1:4600         | SecurityError
            rp                     | {"id":"example.com","name":"Demo"}            | http://example.com            | SecurityError
            rp                     | {"id":"localhost","name":"Demo"}              | nonsense                      | SecurityError
            rp                     | {"id":"localhost","name":"Demo"}              | not a URL                     | SecurityError
            authenticatorSelection | {"userVerification":"required"}               | https://localhost             | NotAllowedError
            authenticatorSelection | {"residentKey":"required"}                    | https://localhost             | NotAllowedError
            authenticatorSelection | {"requireResidentKey":true}                   | https://localhost             | NotAllowedError
            authenticatorSelection | {"authenticatorAttachment":"platform"}        | https://localhost             | NotAllowedError
            pubKeyCredParams       | [{"type":"public-key","alg":-65535}]          | https://localhost             | NotSupportedError
            pubKeyCredParams       | [{"type":"public-key","alg":"ES256"}]         | https://localhost             | TypeError
            pubKeyCredParams       | {"type":"public-key","alg":-7}                | https://localhost             | TypeError
            pubKeyCredParams       | [-7]                                          | https://localhost             | TypeError
            rp                     | {"id":"localhost"}                            | https://localhost             | TypeError
            rp                     | "localhost"                                   | https://localhost             | TypeError
            user                   | {"id":"","name":"d","displayName":"D"}        | https://localhost             | TypeError
            user                   | {"id":"ZGF2ZQ","name":"d"}                    | https://localhost             | TypeError
            challenge              | 7                                             | https://localhost             | TypeError
            challenge              | "not base64url!"                              | https://localhost             | EncodingError
            """)
    void it_refuses_as_a_browser_would(String member, String value, String origin, String name) {
        VirtualAuthenticator plain = VirtualAuthenticator.of(
                new Traits(Transport.USB, false, false, KeyAlgorithm.ES256, false, false, true, Traits.USUAL.aaguid()));
        String options = creation()
                .with(member, Json.object("{\"it\":" + value + "}").get("it"))
                .json();
        assertEquals(name, nameOf(() -> plain.create(options, origin, world)));
    }

    @ParameterizedTest
    @CsvSource({
        "https://login.example.com, example.com",
        "https://example.com:8443, example.com",
        "http://tenant.localhost:4600, tenant.localhost",
        "http://localhost:4600, localhost"
    })
    void a_page_may_ask_for_its_own_domain_and_those_above(String origin, String rpId) {
        String options =
                creation().with("rp", Map.of("id", rpId, "name", "Demo")).json();
        Used created = usual().create(options, origin, world);
        assertEquals(
                1,
                new Verifier(CHALLENGE, origin, rpId)
                        .registers(created.response(), -7)
                        .getCounter());
    }

    @Test
    void a_page_that_names_no_relying_party_is_its_own() {
        Used created =
                usual().create(creation().with("rp", Map.of("name", "Demo")).json(), ORIGIN, world);
        assertEquals(1, VERIFIER.registers(created.response(), -7).getCounter());
    }

    @ParameterizedTest(name = "{0} leads to a {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"counter":"stale"}             | MaliciousCounterValueException
            {"user_present":false}          | UserNotPresentException
            {"origin":"https://evil.test"}  | BadOriginException
            {"rp_id":"evil.test"}           | BadRpIdException
            {"challenge":"Zm9yZWlnbg"}      | BadChallengeException
            {"type":"webauthn.create"}      | InconsistentClientDataTypeException
            {"cross_origin":true}           | BadTopOriginException
            {"signature":"tampered"}        | BadSignatureException
            {"backup_eligible":true}        | BadBackupEligibleFlagException
            {"backup_state":true}           | IllegalBackupStateException
            """)
    void what_it_does_wrong_when_it_signs_is_wrong_in_that_one_thing(String wrong, String refusal) {
        Used created = usual().create(creation().json(), ORIGIN, world);
        CredentialRecord credential = VERIFIER.registers(created.response(), -7);
        VirtualAuthenticator misbehaving = created.next().with(Json.read(wrong, Misbehaviour.class));
        Used used = misbehaving.get(request().json(), ORIGIN, world);
        assertEquals(refusal, refusalOf(() -> VERIFIER.asserts(used.response(), credential)));
        Used right = used.next().with(Misbehaviour.NONE).get(request().json(), ORIGIN, world);
        assertTrue(accepted(right, credential).getSignCount() > 1);
    }

    @ParameterizedTest(name = "{0} leads to a {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"algorithm":"unknown"}     | NotAllowedAlgorithmException
            {"attestation":"bad"}       | BadSignatureException
            {"type":"webauthn.get"}     | InconsistentClientDataTypeException
            {"challenge":"Zm9yZWlnbg"}  | BadChallengeException
            """)
    void what_it_does_wrong_when_it_registers_is_wrong_in_that_one_thing(String wrong, String refusal) {
        Used created = usual().with(Json.read(wrong, Misbehaviour.class))
                .create(creation().json(), ORIGIN, world);
        assertEquals(refusal, refusalOf(() -> VERIFIER.registers(created.response(), -7, -8, -257)));
    }

    @Test
    void whether_it_has_verified_its_owner_may_be_a_lie() {
        Used created = usual().create(creation().json(), ORIGIN, world);
        CredentialRecord credential = VERIFIER.registers(created.response(), -7);
        Used used = created.next()
                .with(Json.read("{\"user_verified\":false}", Misbehaviour.class))
                .get(request().with("userVerification", "required").json(), ORIGIN, world);
        assertFalse(accepted(used, credential).isFlagUV());
    }

    @Test
    void a_key_that_a_seed_names_is_the_same_everywhere() {
        VirtualAuthenticator dave = VirtualAuthenticator.named("dave-key", "localhost");
        Credential credential = dave.credentials().get(0);
        assertAll(
                () -> assertEquals(dave, VirtualAuthenticator.named("dave-key", "localhost")),
                () -> assertNotEquals(
                        credential.id(),
                        VirtualAuthenticator.named("erin-key", "localhost")
                                .credentials()
                                .get(0)
                                .id()),
                // Whoever has written it down relies on it.
                () -> assertEquals("rwCmXzSArpRwMwKuTQ4JxA", credential.id()),
                () -> assertEquals(
                        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEcaH6XQ6pr2GXsPA8HBmXu63mqkZ-Hw-Sts7ARDaVGWVqAcyt1kPftqgxPxB9"
                                + "XQL3CCwnungS5624aHWyScAbqQ",
                        credential.publicKey()));
    }

    private VirtualAuthenticator usual() {
        return VirtualAuthenticator.of(Traits.USUAL);
    }

    private static VirtualAuthenticator preferring(KeyAlgorithm algorithm) {
        return VirtualAuthenticator.of(
                new Traits(Transport.USB, true, true, algorithm, false, false, true, Traits.USUAL.aaguid()));
    }

    private static AuthenticatorData<?> accepted(Used used, CredentialRecord credential) {
        AuthenticationData accepted = VERIFIER.asserts(used.response(), credential);
        return accepted.getAuthenticatorData();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> response(Used used) {
        return (Map<String, Object>) used.response().get("response");
    }

    private static String nameOf(Runnable ceremony) {
        return assertThrows(DomException.class, ceremony::run).name();
    }

    private static String refusalOf(Runnable verification) {
        return assertThrows(RuntimeException.class, verification::run)
                .getClass()
                .getSimpleName();
    }
}
