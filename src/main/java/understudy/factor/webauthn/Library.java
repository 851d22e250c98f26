package understudy.factor.webauthn;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.attestation.statement.androidkey.AndroidKeyAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.apple.AppleAnonymousAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.none.NoneAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.packed.PackedAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.tpm.TPMAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.u2f.FIDOU2FAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.certpath.NullCertPathTrustworthinessVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.self.DefaultSelfAttestationTrustworthinessVerifier;
import com.webauthn4j.verifier.exception.BadRpIdException;
import com.webauthn4j.verifier.exception.IllegalBackupStateException;
import com.webauthn4j.verifier.exception.UserNotPresentException;
import com.webauthn4j.verifier.exception.UserNotVerifiedException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import understudy.factor.webauthn.Ceremony.Kind;

/** webauthn4j as it is set up here. The class is first touched when a key has answered: the library takes long to load. */
final class Library {

    static final ObjectConverter CONVERTER = new ObjectConverter();

    /**
     * Statements are verified in themselves, and nobody is asked about their certificates. Android's SafetyNet is left out: Google has
     * closed it, and its verifier looks at the machine's clock.
     */
    static final WebAuthnManager MANAGER = new WebAuthnManager(
            List.of(
                    new NoneAttestationStatementVerifier(),
                    new PackedAttestationStatementVerifier(),
                    new FIDOU2FAttestationStatementVerifier(),
                    new TPMAttestationStatementVerifier(),
                    androidKey(),
                    new AppleAnonymousAttestationStatementVerifier()),
            new NullCertPathTrustworthinessVerifier(),
            new DefaultSelfAttestationTrustworthinessVerifier(),
            CONVERTER);

    private Library() {}

    /** Without asking for hardware: what is not trusted need not claim that either. */
    private static AndroidKeyAttestationStatementVerifier androidKey() {
        AndroidKeyAttestationStatementVerifier verifier = new AndroidKeyAttestationStatementVerifier();
        verifier.setTeeEnforcedOnly(false);
        return verifier;
    }

    static ServerProperty server(RelyingParty party, Ceremony ceremony) {
        return ServerProperty.builder()
                .origins(party.origins().stream().map(Origin::create).collect(Collectors.toSet()))
                .rpId(party.id())
                .challenge(new DefaultChallenge(Base64Url.decoded(ceremony.challenge())))
                .build();
    }

    static boolean mustVerifyUser(Ceremony ceremony) {
        return ceremony.userVerification() == UserVerification.REQUIRED;
    }

    /**
     * What came from outside, decoded. Whatever is wrong with the bytes, there are many hands that can drop them (converters, Jackson,
     * the JDK), each with exceptions of its own: all of them mean the same.
     */
    static <T> T decoded(Kind kind, Supplier<T> parser) {
        try {
            return parser.get();
        } catch (RuntimeException e) {
            throw malformed(kind);
        }
    }

    static CeremonyRefused malformed(Kind kind) {
        return WebauthnReason.AUTHENTICATOR_DATA.refused(
                kind,
                switch (kind) {
                    case CREATE -> "attestationObject";
                    case GET -> "authenticatorData";
                });
    }

    /** The step of an exception that either ceremony can end with. */
    static CeremonyRefused refusal(RuntimeException e, RelyingParty party, Kind kind) {
        if (e instanceof BadRpIdException) {
            return WebauthnReason.RP_ID.refused(kind, party.id());
        }
        if (e instanceof UserNotPresentException) {
            return WebauthnReason.PRESENCE.refused(kind);
        }
        if (e instanceof UserNotVerifiedException) {
            return WebauthnReason.VERIFICATION.refused(kind);
        }
        return e instanceof IllegalBackupStateException
                ? WebauthnReason.BACKUP_STATE.refused(kind)
                : malformed(kind); // it was decoded, and something is missing or there that must not be
    }
}
