package understudy.factor.webauthn.key;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import understudy.base.World;
import understudy.factor.webauthn.key.VirtualAuthenticator.Used;

/**
 * {@code navigator.credentials.get} with one authenticator (WebAuthn Level 3, 5.1.4 and 6.3.3).
 *
 * @param rpId for whom, already found to be the page's
 */
record Assertion(VirtualAuthenticator authenticator, RequestOptions asked, String origin, String rpId, World world) {

    Used use() {
        authenticator.traits().refuseToVerify(asked.userVerification());
        Misbehaviour wrong = authenticator.misbehaviour();
        Credential used = counted(found());
        ClientData clientData = ClientData.of("webauthn.get", asked.challenge(), origin, wrong);
        byte[] data = new AuthenticatorData(used, authenticator.traits().verifies(asked.userVerification()), wrong)
                .asserted();
        byte[] signature = used.sign(Cbor.join(data, clientData.hash()), world);
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("clientDataJSON", Base64Url.of(clientData.json()));
        response.put("authenticatorData", Base64Url.of(data));
        response.put("signature", Base64Url.of(wrong.signature(signature)));
        if (used.resident()) {
            used.userHandle().ifPresent(handle -> response.put("userHandle", handle));
        }
        return new Used(authenticator.with(used), authenticator.answer(used, response, Map.of()));
    }

    private Credential counted(Credential found) {
        boolean countsOn = authenticator.misbehaviour().counter().isEmpty();
        return countsOn ? found.counted(authenticator.traits().countAfter(found.signCount())) : found;
    }

    private Credential found() {
        return candidates()
                .filter(one -> one.rpId().equals(rpId))
                .findFirst()
                .orElseThrow(() -> DomException.notAllowed(
                        asked.allow().isEmpty()
                                ? "This authenticator has no resident credential for " + rpId
                                        + ". Create one with residentKey, or name one in allowCredentials."
                                : "This authenticator has none of allowCredentials for " + rpId
                                        + ". Create one first, or ask the authenticator that has it."));
    }

    /** In the order of {@code allowCredentials}; where all resident ones may answer, the newest comes first. */
    private Stream<Credential> candidates() {
        List<Credential> newestFirst = new ArrayList<>(authenticator.credentials());
        Collections.reverse(newestFirst);
        return asked.allow().isEmpty()
                ? newestFirst.stream().filter(Credential::resident)
                : asked.allow().stream()
                        .flatMap(id ->
                                newestFirst.stream().filter(one -> one.id().equals(id)));
    }
}
