package understudy.factor.webauthn.key;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecord;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.attestation.statement.none.NoneAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.packed.PackedAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.certpath.NullCertPathTrustworthinessVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.self.DefaultSelfAttestationTrustworthinessVerifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import understudy.base.Json;

/** A relying party that is not ours: webauthn4j with its own checks, for one challenge. */
public record Verifier(String challenge, String origin, String rpId) {

    private static final WebAuthnManager MANAGER = new WebAuthnManager(
            List.of(new NoneAttestationStatementVerifier(), new PackedAttestationStatementVerifier()),
            new NullCertPathTrustworthinessVerifier(),
            new DefaultSelfAttestationTrustworthinessVerifier(),
            new ObjectConverter());

    /** @throws com.webauthn4j.verifier.exception.VerificationException when something is wrong with it */
    public CredentialRecord registers(Map<String, Object> response, long... algorithms) {
        RegistrationData verified = MANAGER.verifyRegistrationResponseJSON(
                Json.text(response), new RegistrationParameters(server(), offered(algorithms), false, true));
        return new CredentialRecordImpl(
                verified.getAttestationObject(),
                verified.getCollectedClientData(),
                verified.getClientExtensions(),
                verified.getTransports());
    }

    /** Verifies, and remembers the counter. */
    public AuthenticationData asserts(Map<String, Object> response, CredentialRecord credential) {
        AuthenticationData verified = MANAGER.verifyAuthenticationResponseJSON(
                Json.text(response), new AuthenticationParameters(server(), credential, null, false, true));
        credential.setCounter(verified.getAuthenticatorData().getSignCount());
        return verified;
    }

    private ServerProperty server() {
        return ServerProperty.builder()
                .origin(new Origin(origin))
                .rpId(rpId)
                .challenge(new DefaultChallenge(challenge))
                .build();
    }

    private static List<PublicKeyCredentialParameters> offered(long... algorithms) {
        return Arrays.stream(algorithms)
                .mapToObj(number -> new PublicKeyCredentialParameters(
                        PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(number)))
                .toList();
    }
}
