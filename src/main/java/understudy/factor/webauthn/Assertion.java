package understudy.factor.webauthn;

import com.webauthn4j.credential.CredentialRecord;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.extension.authenticator.AuthenticationExtensionsAuthenticatorOutputs;
import com.webauthn4j.verifier.exception.BadBackupEligibleFlagException;
import com.webauthn4j.verifier.exception.BadSignatureException;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import java.util.List;
import java.util.Set;
import understudy.factor.webauthn.Ceremony.Kind;
import understudy.factor.webauthn.CeremonyRefused.Leaves;

/** An enrolled key's answer, from step 15 of WebAuthn Level 3 §7.2 on: what the key said and not only the browser. */
final class Assertion {

    private Assertion() {}

    static Proven verify(RelyingParty party, Ceremony ceremony, Credential credential, PublicKeyResponse response) {
        AuthenticationData data = Library.decoded(Kind.GET, () -> Library.MANAGER.parse(request(response)));
        try {
            Library.MANAGER.verify(data, parameters(party, ceremony, credential));
        } catch (RuntimeException e) {
            throw refusal(e, party, credential);
        }
        AuthenticatorData<?> said = data.getAuthenticatorData();
        return new Proven(credential.after(said.getSignCount(), said.isFlagUV(), said.isFlagBS()), said.isFlagUV());
    }

    private static AuthenticationRequest request(PublicKeyResponse response) {
        return new AuthenticationRequest(
                Base64Url.decoded(response.credentialId()),
                Base64Url.decoded(response.authenticatorData().orElseThrow()),
                Base64Url.decoded(response.clientDataJson()),
                Base64Url.decoded(response.signature().orElseThrow()));
    }

    private static AuthenticationParameters parameters(RelyingParty party, Ceremony ceremony, Credential credential) {
        boolean userPresent = true;
        return new AuthenticationParameters(
                Library.server(party, ceremony),
                record(credential),
                List.of(Base64Url.decoded(credential.id())),
                Library.mustVerifyUser(ceremony),
                userPresent);
    }

    /** The credential in webauthn4j's terms. It is written to while an assertion is verified, so each gets its own. */
    private static CredentialRecord record(Credential credential) {
        return new CredentialRecordImpl(
                new NoneAttestationStatement(),
                credential.uvInitialized(),
                credential.backupEligible(),
                credential.backedUp(),
                credential.signCount(),
                new AttestedCredentialData(
                        new AAGUID(credential.aaguid()),
                        Base64Url.decoded(credential.id()),
                        CoseKeys.read(Base64Url.decoded(credential.publicKey()))),
                new AuthenticationExtensionsAuthenticatorOutputs<>(),
                null,
                null,
                Set.of());
    }

    private static CeremonyRefused refusal(RuntimeException e, RelyingParty party, Credential credential) {
        if (e instanceof MaliciousCounterValueException stale) {
            // Whoever copied a key must not try higher counters under the same challenge: it is signed, and so it is
            // spent.
            return new CeremonyRefused(
                    WebauthnReason.COUNTER.of(Kind.GET, stale.getPresentedCounter(), stale.getStoredCounter()),
                    Leaves.SPENT);
        }
        if (e instanceof BadBackupEligibleFlagException) {
            boolean was = credential.backupEligible();
            return WebauthnReason.BACKUP_ELIGIBLE.refused(Kind.GET, was, !was);
        }
        return e instanceof BadSignatureException
                ? WebauthnReason.SIGNATURE.refused(Kind.GET)
                : Library.refusal(e, party, Kind.GET);
    }
}
