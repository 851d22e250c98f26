package understudy.factor.webauthn.key;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import understudy.base.World;
import understudy.factor.webauthn.key.VirtualAuthenticator.Used;

/**
 * {@code navigator.credentials.create} with one authenticator (WebAuthn Level 3, 5.1.3 and 6.3.2).
 *
 * @param rpId for whom, already found to be the page's
 */
record Creation(VirtualAuthenticator authenticator, CreationOptions asked, String origin, String rpId, World world) {

    /** ECDSA with P-256 and SHA-256 under a name of its own (RFC 9864), which pages do not offer. */
    private static final long OFFERED_BY_NOBODY = -9;

    Used use() {
        refuse();
        Credential made = made();
        long algorithm = wrong().algorithm().isPresent()
                ? OFFERED_BY_NOBODY
                : made.algorithm().cose();
        ClientData clientData = ClientData.of("webauthn.create", asked.challenge(), origin, wrong());
        byte[] data = new AuthenticatorData(made, traits().verifies(asked.userVerification()), wrong())
                .created(traits(), algorithm);
        Attestation attestation = wrong().attestation().isPresent() || asked.wantsAttestation()
                ? Attestation.packed(data, clientData, made, algorithm, wrong(), world)
                : Attestation.none(data);
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("clientDataJSON", Base64Url.of(clientData.json()));
        response.put("attestationObject", Base64Url.of(attestation.object()));
        response.put("authenticatorData", Base64Url.of(data));
        response.put("transports", List.of(traits().transport().wire()));
        response.put("publicKey", made.publicKey());
        response.put("publicKeyAlgorithm", algorithm);
        Map<String, Object> extensions =
                asked.wantsProperties() ? Map.of("credProps", Map.of("rk", made.resident())) : Map.of();
        return new Used(authenticator.with(made), authenticator.answer(made, response, extensions));
    }

    private void refuse() {
        String attachment = traits().transport().attachment();
        if (asked.attachment().filter(wanted -> !wanted.equals(attachment)).isPresent()) {
            throw DomException.notAllowed("The options want the attachment "
                    + asked.attachment().orElseThrow() + ", and this authenticator is " + attachment
                    + ". Give it another transport: internal is platform, all others are cross-platform.");
        }
        if (asked.residentKey() == Requirement.REQUIRED && !traits().residentKey()) {
            throw DomException.notAllowed(
                    "The options require a resident key, and this authenticator keeps none. Give it resident_key.");
        }
        traits().refuseToVerify(asked.userVerification());
        if (authenticator.credentials().stream().anyMatch(has -> asked.excludes(has, rpId))) {
            throw new DomException(
                    "InvalidStateError",
                    "This authenticator has one of excludeCredentials: it is registered already. Use another one.");
        }
    }

    private Credential made() {
        return Credential.generate(asked, rpId, algorithm(), traits(), world).counted(traits().countAfter(0));
    }

    /** The authenticator's favourite if the page offers it, else the first of the page's that it can. */
    private KeyAlgorithm algorithm() {
        if (wrong().algorithm().isPresent()) {
            return KeyAlgorithm.ES256;
        }
        Stream<Long> favourite = Stream.of(traits().algorithm().cose()).filter(asked.algorithms()::contains);
        return Stream.concat(favourite, asked.algorithms().stream())
                .flatMap(number -> KeyAlgorithm.ofCose(number).stream())
                .findFirst()
                .orElseThrow(() -> new DomException(
                        "NotSupportedError", "Of pubKeyCredParams none is ES256 (-7), EdDSA (-8) or RS256 (-257)."));
    }

    private Traits traits() {
        return authenticator.traits();
    }

    private Misbehaviour wrong() {
        return authenticator.misbehaviour();
    }
}
