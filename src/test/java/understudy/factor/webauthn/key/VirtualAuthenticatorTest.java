package understudy.factor.webauthn.key;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.webauthn4j.credential.CredentialRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import understudy.base.Json;
import understudy.base.World;
import understudy.factor.webauthn.key.VirtualAuthenticator.Used;

/** What the virtual authenticator signs, before a relying party that is not ours. */
@Tag("once")
class VirtualAuthenticatorTest {

    private static final String ORIGIN = "https://localhost:4643";
    private static final String CHALLENGE = "Zm9yIHRoaXMgb25lIGNlcmVtb255";
    private static final Verifier VERIFIER = new Verifier(CHALLENGE, ORIGIN, "localhost");

    private final World world = World.real();

    @ParameterizedTest
    @EnumSource
    void what_it_signs_with_each_algorithm_is_accepted_and_counted(KeyAlgorithm algorithm) {
        VirtualAuthenticator authenticator = VirtualAuthenticator.of(preferring(algorithm));
        Used created = authenticator.create(creation("none"), ORIGIN, world);
        CredentialRecord credential = VERIFIER.registers(created.response(), -7, -8, -257);
        Used first = created.next().get(request(), ORIGIN, world);
        Used second = first.next().get(request(), ORIGIN, world);
        assertAll(
                () -> assertEquals(1, credential.getCounter()),
                () -> assertEquals(
                        2,
                        VERIFIER.asserts(first.response(), credential)
                                .getAuthenticatorData()
                                .getSignCount()),
                () -> assertEquals(
                        3,
                        VERIFIER.asserts(second.response(), credential)
                                .getAuthenticatorData()
                                .getSignCount()));
    }

    @ParameterizedTest
    @EnumSource
    void it_vouches_for_a_key_with_the_key_itself_when_asked(KeyAlgorithm algorithm) {
        Used created = VirtualAuthenticator.of(preferring(algorithm)).create(creation("direct"), ORIGIN, world);
        assertEquals(
                "packed",
                VERIFIER.registers(created.response(), -7, -8, -257)
                        .getAttestationStatement()
                        .getFormat());
    }

    private static Traits preferring(KeyAlgorithm algorithm) {
        return new Traits(Transport.USB, true, true, algorithm, false, false, true, Traits.USUAL.aaguid());
    }

    private static String creation(String attestation) {
        return Json.text(Map.of(
                "challenge", CHALLENGE,
                "rp", Map.of("id", "localhost", "name", "Demo"),
                "user", Map.of("id", "ZGF2ZQ", "name", "dave@example.com", "displayName", "Dave"),
                "pubKeyCredParams",
                        List.of(
                                Map.of("type", "public-key", "alg", -7),
                                Map.of("type", "public-key", "alg", -8),
                                Map.of("type", "public-key", "alg", -257)),
                "authenticatorSelection", Map.of("residentKey", "preferred"),
                "attestation", attestation));
    }

    private static String request() {
        return Json.text(Map.of("challenge", CHALLENGE, "rpId", "localhost"));
    }
}
