package understudy.factor.webauthn;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import understudy.base.Json;
import understudy.factor.webauthn.Ceremony.Kind;
import understudy.factor.webauthn.Credential.Trust;

/** The ceremonies the specification itself writes out. */
@Tag("once")
class WebauthnVectorsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");
    private static final RelyingParty EXAMPLE =
            new RelyingParty("example.org", "Example", List.of("https://example.org"));

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/vectors/webauthn-level3.csv", useHeadersInDisplayName = true, maxCharsPerColumn = 8192)
    void the_ceremonies_of_the_specification(
            String name,
            String outcome,
            String id,
            String createChallenge,
            String createClientData,
            String attestationObject,
            String getChallenge,
            String getClientData,
            String authenticatorData,
            String signature) {
        PublicKeyResponse created = response(
                Kind.CREATE,
                id,
                Map.of("clientDataJSON", b64(createClientData), "attestationObject", b64(attestationObject)));
        assertEquals(outcome, outcomeOf(() -> registered(createChallenge, created)));
        if (!outcome.equals("ACCEPTED")) {
            return;
        }
        Credential credential = registered(createChallenge, created).credential();
        PublicKeyResponse asserted = response(
                Kind.GET,
                id,
                Map.of(
                        "clientDataJSON", b64(getClientData),
                        "authenticatorData", b64(authenticatorData),
                        "signature", b64(signature)));
        assertAll(
                () -> assertEquals(outcome, outcomeOf(() -> asserted(getChallenge, credential, asserted))),
                () -> assertEquals(b64(id), credential.id()),
                () -> assertEquals(trust(name), credential.attestation().trust()));
    }

    private static Trust trust(String name) {
        return name.startsWith("none") ? Trust.NONE : name.contains("self") ? Trust.SELF : Trust.UNCHECKED;
    }

    private static Proven registered(String challenge, PublicKeyResponse response) {
        return EXAMPLE.register(ceremony(Kind.CREATE, challenge), response, NOW);
    }

    private static Proven asserted(String challenge, Credential credential, PublicKeyResponse response) {
        return EXAMPLE.authenticate(ceremony(Kind.GET, challenge), credential, Optional.empty(), response, NOW);
    }

    private static Ceremony ceremony(Kind kind, String challenge) {
        return new Ceremony(kind, "one", b64(challenge), UserVerification.DISCOURAGED, NOW.plus(Ceremony.LIFE));
    }

    private static String outcomeOf(Supplier<Proven> verification) {
        try {
            verification.get();
            return "ACCEPTED";
        } catch (CeremonyRefused refused) {
            return refused.reason().check();
        }
    }

    private static PublicKeyResponse response(Kind kind, String id, Map<String, Object> response) {
        return PublicKeyResponse.read(
                Json.text(Map.of("id", b64(id), "rawId", b64(id), "type", "public-key", "response", response)), kind);
    }

    private static String b64(String hex) {
        return Base64Url.encoded(HexFormat.of().parseHex(hex));
    }
}
