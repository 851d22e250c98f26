package understudy.factor.webauthn;

import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.AttestationObject;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.AttestationStatement;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.CertificateBaseAttestationStatement;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.verifier.exception.BadAaguidException;
import com.webauthn4j.verifier.exception.BadAlgorithmException;
import com.webauthn4j.verifier.exception.BadAttestationStatementException;
import com.webauthn4j.verifier.exception.BadSignatureException;
import com.webauthn4j.verifier.exception.CertificateException;
import com.webauthn4j.verifier.exception.CredentialIdTooLongException;
import com.webauthn4j.verifier.exception.KeyDescriptionValidationException;
import com.webauthn4j.verifier.exception.NotAllowedAlgorithmException;
import com.webauthn4j.verifier.exception.PublicKeyMismatchException;
import java.util.List;
import java.util.Set;
import understudy.factor.webauthn.Ceremony.Kind;
import understudy.factor.webauthn.Credential.Attestation;
import understudy.factor.webauthn.Credential.Trust;

/** A new key's answer, from step 12 of WebAuthn Level 3 §7.1 on: what the key said and not only the browser. */
final class Registration {

    private static final List<PublicKeyCredentialParameters> OFFERED = Selection.PASSKEY.algorithms().stream()
            .map(number -> new PublicKeyCredentialParameters(
                    PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(number)))
            .toList();

    private static final Set<Class<? extends RuntimeException>> OF_ATTESTATION = Set.of(
            BadAttestationStatementException.class,
            BadSignatureException.class,
            BadAlgorithmException.class,
            BadAaguidException.class,
            CertificateException.class,
            KeyDescriptionValidationException.class,
            PublicKeyMismatchException.class);

    private Registration() {}

    static Proven verify(RelyingParty party, Ceremony ceremony, PublicKeyResponse response) {
        RegistrationData data = Library.decoded(Kind.CREATE, () -> Library.MANAGER.parse(request(response)));
        try {
            Library.MANAGER.verify(data, parameters(party, ceremony));
        } catch (RuntimeException e) {
            throw refusal(e, party, data);
        }
        AttestedCredentialData made =
                data.getAttestationObject().getAuthenticatorData().getAttestedCredentialData();
        if (!Base64Url.encoded(made.getCredentialId()).equals(response.credentialId())) {
            throw WebauthnReason.UNREADABLE.refused(Kind.CREATE, "its id is not the one in the attestationObject");
        }
        CoseKeys.flaw(made.getCOSEKey()).ifPresent(flaw -> {
            throw WebauthnReason.KEY.refused(Kind.CREATE, flaw);
        });
        return proven(data.getAttestationObject(), made, response);
    }

    private static RegistrationRequest request(PublicKeyResponse response) {
        return new RegistrationRequest(
                Base64Url.decoded(response.attestationObject().orElseThrow()),
                Base64Url.decoded(response.clientDataJson()));
    }

    private static RegistrationParameters parameters(RelyingParty party, Ceremony ceremony) {
        boolean userPresent = true;
        return new RegistrationParameters(
                Library.server(party, ceremony), OFFERED, Library.mustVerifyUser(ceremony), userPresent);
    }

    private static CeremonyRefused refusal(RuntimeException e, RelyingParty party, RegistrationData data) {
        if (e instanceof NotAllowedAlgorithmException) {
            long used = data.getAttestationObject()
                    .getAuthenticatorData()
                    .getAttestedCredentialData()
                    .getCOSEKey()
                    .getAlgorithm()
                    .getValue();
            return WebauthnReason.ALGORITHM.refused(Kind.CREATE, used, Selection.PASSKEY.algorithms());
        }
        if (e instanceof CredentialIdTooLongException) {
            return WebauthnReason.ID_LENGTH.refused(Kind.CREATE);
        }
        return OF_ATTESTATION.contains(e.getClass())
                ? WebauthnReason.ATTESTATION.refused(
                        Kind.CREATE, data.getAttestationObject().getFormat(), said(e))
                : Library.refusal(e, party, Kind.CREATE);
    }

    /** What webauthn4j says is a sentence, and will stand within one. */
    private static String said(RuntimeException e) {
        return String.valueOf(e.getMessage()).replaceFirst("\\.$", "");
    }

    private static Proven proven(AttestationObject object, AttestedCredentialData made, PublicKeyResponse response) {
        AuthenticatorData<?> said = object.getAuthenticatorData();
        Credential credential = new Credential(
                response.credentialId(),
                CoseKeys.written(made.getCOSEKey()),
                said.getSignCount(),
                said.isFlagUV(),
                said.isFlagBE(),
                said.isFlagBS(),
                response.transports(),
                response.attachment(),
                attestation(object.getAttestationStatement()),
                made.getAaguid().toString());
        return new Proven(credential, said.isFlagUV());
    }

    private static Attestation attestation(AttestationStatement statement) {
        return new Attestation(statement.getFormat(), trust(statement));
    }

    private static Trust trust(AttestationStatement statement) {
        if (statement instanceof NoneAttestationStatement) {
            return Trust.NONE;
        }
        boolean certified = statement instanceof CertificateBaseAttestationStatement signed
                && signed.getX5c() != null
                && !signed.getX5c().isEmpty();
        return certified ? Trust.UNCHECKED : Trust.SELF;
    }
}
