package understudy.factor.webauthn.key;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import understudy.base.World;

/**
 * A security key in software, with the browser before it: options in, and out what {@code credential.toJSON()} would give a page to
 * post. It keeps to the rules of an authenticator unless told to misbehave. Using it makes another one, whose counter has risen.
 */
public record VirtualAuthenticator(Traits traits, Misbehaviour misbehaviour, List<Credential> credentials) {

    public VirtualAuthenticator {
        credentials = List.copyOf(credentials);
    }

    /**
     * What comes of a ceremony.
     *
     * @param next the authenticator as it is afterwards
     * @param response {@code RegistrationResponseJSON} or {@code AuthenticationResponseJSON}
     */
    public record Used(VirtualAuthenticator next, Map<String, Object> response) {}

    public static VirtualAuthenticator of(Traits traits) {
        return new VirtualAuthenticator(traits, Misbehaviour.NONE, List.of());
    }

    /** The one a seed names, with its one credential; all of it follows from the name. */
    public static VirtualAuthenticator named(String name, String rpId) {
        return of(Traits.USUAL).with(Credential.named(name, rpId));
    }

    /** Whether credentials are backed up may change in their lives, and does for all that may be; the rest is settled at their birth. */
    public VirtualAuthenticator with(Traits others) {
        boolean moved = others.backupState() != traits.backupState();
        List<Credential> kept = credentials.stream()
                .map(one -> moved && one.backupEligible() ? one.backedUp(true, others.backupState()) : one)
                .toList();
        return new VirtualAuthenticator(others, misbehaviour, kept);
    }

    public VirtualAuthenticator with(Misbehaviour other) {
        return new VirtualAuthenticator(traits, other, credentials);
    }

    /** With one more, which takes the place of another of the same id. */
    public VirtualAuthenticator with(Credential credential) {
        List<Credential> others = new ArrayList<>(credentials);
        others.removeIf(one -> one.id().equals(credential.id()));
        others.add(credential);
        return new VirtualAuthenticator(traits, misbehaviour, others);
    }

    /**
     * What {@code navigator.credentials.create({publicKey})} gives on a page of that origin.
     *
     * @param options {@code PublicKeyCredentialCreationOptionsJSON}
     * @throws DomException where a page would see one
     */
    public Used create(String options, String origin, World world) {
        CreationOptions asked = CreationOptions.read(options);
        return new Creation(this, asked, origin, RelyingParty.idFor(origin, asked.rpId()), world).use();
    }

    /**
     * What {@code navigator.credentials.get({publicKey})} gives on a page of that origin.
     *
     * @param options {@code PublicKeyCredentialRequestOptionsJSON}
     * @throws DomException where a page would see one
     */
    public Used get(String options, String origin, World world) {
        RequestOptions asked = RequestOptions.read(options);
        return new Assertion(this, asked, origin, RelyingParty.idFor(origin, asked.rpId()), world).use();
    }

    Map<String, Object> answer(Credential credential, Map<String, Object> response, Map<String, Object> extensions) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", credential.id());
        answer.put("rawId", credential.id());
        answer.put("type", "public-key");
        answer.put("authenticatorAttachment", traits.transport().attachment());
        answer.put("response", response);
        answer.put("clientExtensionResults", extensions);
        return answer;
    }
}
