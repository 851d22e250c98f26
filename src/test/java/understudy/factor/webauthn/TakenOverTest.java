package understudy.factor.webauthn;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static understudy.factor.Verdict.Outcome.ACCEPTED;

import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import understudy.base.Json;
import understudy.base.World;
import understudy.factor.Answer;
import understudy.factor.Challenge;
import understudy.factor.Desk;
import understudy.factor.InvalidParticulars;
import understudy.factor.Particulars;
import understudy.factor.Shown;
import understudy.factor.Verdict;
import understudy.factor.webauthn.key.KeyAlgorithm;
import understudy.factor.webauthn.key.SecurityKeys;
import understudy.factor.webauthn.key.Traits;
import understudy.factor.webauthn.key.Transport;
import understudy.factor.webauthn.key.VirtualAuthenticator;

/** Keys that were enrolled elsewhere. */
@Tag("once")
class TakenOverTest {

    private final World world = new World(
            InstantSource.fixed(Instant.parse("2026-03-01T09:00:00Z")),
            World.real().random());
    private final Desk desk = new Desk(world, "Acme Dev", "ada@example.com", Scene.ORIGIN);
    private final WebauthnFactor factor = WebauthnFactor.roaming();

    @ParameterizedTest
    @EnumSource
    void a_key_signs_here_that_was_registered_elsewhere(KeyAlgorithm algorithm) {
        Scene elsewhere = Scene.enrolled(
                new Traits(Transport.USB, true, true, algorithm, false, false, true, Traits.USUAL.aaguid()));
        Credential registered = elsewhere.state().credential().orElseThrow();
        WebauthnState cose =
                enrolled(Map.of("key_id", registered.id(), "public_key", registered.publicKey(), "sign_count", "1"));
        assertEquals(registered.publicKey(), cose.credential().orElseThrow().publicKey());
        assertEquals(Optional.of(registered.id()), factor.identifier(cose));
        assertEquals(ACCEPTED, signed(cose, elsewhere.key()).outcome());
    }

    @Test
    void a_key_that_a_seed_names_signs() {
        Particulars named = new Particulars(Map.of("id", "dave-key", "rp_id", "login.example.test"));
        WebauthnState state = enrolled(SecurityKeys.registered(named).values());
        assertEquals(ACCEPTED, signed(state, SecurityKeys.named(named)).outcome());
    }

    @ParameterizedTest
    @CsvSource({"EC,-7,secp256r1", "RSA,-257,2048", "Ed25519,-8,"})
    void a_public_key_is_read_as_the_JDK_and_OpenSSL_write_it(String kind, int algorithm, String size)
            throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        if (kind.equals("RSA")) {
            generator.initialize(Integer.parseInt(size));
        } else if (size != null) {
            generator.initialize(new ECGenParameterSpec(size));
        }
        byte[] der = generator.generateKeyPair().getPublic().getEncoded();
        for (Base64.Encoder base64 :
                List.of(Base64.getEncoder(), Base64.getUrlEncoder().withoutPadding())) {
            Credential credential = enrolled(Map.of("key_id", "AQID", "public_key", base64.encodeToString(der)))
                    .credential()
                    .orElseThrow();
            byte[] cose = Base64Url.decoded(credential.publicKey());
            assertEquals(algorithm, CoseKeys.read(cose).getAlgorithm().getValue());
        }
    }

    @Test
    void what_is_known_of_a_key_is_kept() {
        Map<String, String> given = new HashMap<>(key());
        given.remove("rp_id");
        given.put("relying_party_identifier", "example.test");
        given.put("user_handle", "AAEC");
        given.put("sign_count", "4294967295");
        given.put("credential_device_type", "multi_device");
        given.put("credential_backed_up", "true");
        WebauthnState state = enrolled(given);
        Credential credential = state.credential().orElseThrow();
        assertAll(
                () -> assertEquals("example.test", state.rpId()),
                () -> assertEquals(Optional.of("AAEC"), state.userHandle()),
                () -> assertEquals(4_294_967_295L, credential.signCount()),
                () -> assertEquals(true, credential.backupEligible()),
                () -> assertEquals(true, credential.backedUp()),
                () -> assertEquals(state, Json.read(Json.text(state), WebauthnState.class)),
                () -> assertEquals(
                        Shown.nothing(),
                        factor.enrol(new Particulars(given), desk).shown()));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "key_id,none",
                "key_id,''",
                "key_id,%%%",
                "public_key,none",
                "public_key,''",
                "public_key,%%%",
                "public_key,AAAA",
                "public_key,gYGBgYGB", // deep in CBOR, and cut off
                "public_key,MAA", // DER of nothing
                "public_key,oA", // CBOR of nothing
                "user_handle,%%%",
                "sign_count,-1",
                "sign_count,4294967296",
                "sign_count,many",
            })
    void what_is_no_key_is_refused_by_its_name(String name, String value) {
        Map<String, String> given = new HashMap<>(key());
        given.compute(name, (same, right) -> value);
        InvalidParticulars refusal = assertThrows(InvalidParticulars.class, () -> enrolled(given));
        assertAll(
                () -> assertEquals("webauthn.particulars", refusal.reason().check()),
                () -> assertEquals(true, refusal.getMessage().contains(name), refusal.getMessage()));
    }

    @Test
    void a_short_RSA_key_a_long_id_and_a_private_key_are_refused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        String weak = Base64Url.encoded(generator.generateKeyPair().getPublic().getEncoded());
        String secret = Base64Url.encoded(
                HexFormat.of().parseHex("a5010203262001235820" + "11".repeat(32) + "215820" + "11".repeat(32)));
        for (Map<String, String> given : List.of(
                Map.of("key_id", "AAAA", "public_key", weak),
                Map.of("key_id", "AAAA", "public_key", secret),
                Map.of("key_id", "AAAA".repeat(342), "public_key", key().get("public_key")))) {
            InvalidParticulars refusal = assertThrows(InvalidParticulars.class, () -> enrolled(given));
            assertFalse(refusal.reason().toString().contains("AAAA"));
        }
    }

    private static Map<String, String> key() {
        Particulars named = new Particulars(Map.of("id", "dave-key", "rp_id", "login.example.test"));
        return SecurityKeys.registered(named).values();
    }

    private WebauthnState enrolled(Map<String, String> given) {
        return factor.enrol(new Particulars(given), desk).state();
    }

    private Verdict<WebauthnState> signed(WebauthnState state, VirtualAuthenticator key) {
        Challenge<WebauthnState> asked = factor.challenge(state, desk);
        String options = asked.shown().publicKey().orElseThrow();
        return factor.verify(
                asked.state(),
                new Answer.PublicKey(
                        Json.text(key.get(options, Scene.ORIGIN, world).response())),
                desk);
    }
}
