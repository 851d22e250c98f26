package understudy.factor.webauthn;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static understudy.factor.Verdict.Outcome.ACCEPTED;
import static understudy.factor.Verdict.Outcome.REJECTED;

import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.data.PublicKeyCredentialCreationOptions;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.test.EmulatorUtil;
import com.webauthn4j.test.client.ClientPlatform;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import understudy.base.World;
import understudy.factor.Answer;
import understudy.factor.Desk;
import understudy.factor.Enrolment;
import understudy.factor.Particulars;
import understudy.factor.Verdict;
import understudy.factor.webauthn.Credential.Attestation;
import understudy.factor.webauthn.Credential.Trust;

/** Keys that prove their make, as webauthn4j's own emulators do. */
@Tag("once")
class AttestationFormatsTest {

    private static final ObjectConverter CONVERTER = new ObjectConverter();

    private final WebauthnFactor factor = WebauthnFactor.roaming();
    private final Desk desk = new Desk(
            new World(
                    InstantSource.fixed(Instant.parse("2026-03-01T09:00:00Z")),
                    World.real().random()),
            "Acme Dev",
            "ada@example.com",
            Scene.ORIGIN);

    static Stream<Arguments> emulators() {
        return Stream.of(
                Arguments.of("packed", EmulatorUtil.createClientPlatform(EmulatorUtil.PACKED_AUTHENTICATOR)),
                Arguments.of("tpm", EmulatorUtil.createClientPlatform(EmulatorUtil.TPM_AUTHENTICATOR)),
                Arguments.of("android-key", EmulatorUtil.createClientPlatform(EmulatorUtil.ANDROID_KEY_AUTHENTICATOR)),
                Arguments.of("fido-u2f", EmulatorUtil.createClientPlatform(EmulatorUtil.FIDO_U2F_AUTHENTICATOR)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("emulators")
    void an_attestation_is_verified_in_itself_and_its_issuer_not_asked(String format, ClientPlatform platform) {
        Enrolment<WebauthnState> begun = factor.enrol(Particulars.none(), desk);
        String created = created(begun, platform);
        Verdict<WebauthnState> verdict = verified(begun, created);
        assertAll(
                () -> assertEquals(ACCEPTED, verdict.outcome(), verdict.toString()),
                () -> assertEquals(
                        new Attestation(format, Trust.UNCHECKED),
                        verdict.state().credential().orElseThrow().attestation()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("emulators")
    void an_attestation_of_another_ceremony_is_refused(String format, ClientPlatform platform) {
        Enrolment<WebauthnState> begun = factor.enrol(Particulars.none(), desk);
        String created = created(begun, platform);
        String clientData = created.replaceFirst(".*\"clientDataJSON\":\"([^\"]*)\".*", "$1");
        String other = Base64Url.encoded(
                new String(Base64Url.decoded(clientData)).replace("}", " }").getBytes());
        Verdict<WebauthnState> verdict = verified(begun, created.replace(clientData, other));
        assertAll(
                () -> assertEquals(REJECTED, verdict.outcome()),
                () -> assertEquals(
                        "webauthn.attestation", verdict.reason().orElseThrow().check()),
                () -> assertEquals(
                        "WebAuthn Level 3 §7.1 step 22",
                        verdict.reason().orElseThrow().rule()));
    }

    private String created(Enrolment<WebauthnState> begun, ClientPlatform platform) {
        String options = begun.shown().publicKey().orElseThrow().replace("\"none\"", "\"direct\"");
        platform.setOrigin(new Origin(Scene.ORIGIN));
        return CONVERTER
                .getJsonConverter()
                .writeValueAsString(platform.create(
                        CONVERTER.getJsonConverter().readValue(options, PublicKeyCredentialCreationOptions.class)));
    }

    private Verdict<WebauthnState> verified(Enrolment<WebauthnState> begun, String created) {
        return factor.verify(begun.state(), new Answer.PublicKey(created), desk);
    }
}
