package understudy.factor.webauthn;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.base.Hash;
import understudy.factor.webauthn.Ceremony.Kind;

/**
 * What a key's enrolment leaves behind; nothing in it is secret.
 *
 * @param userHandle what the key knows the account by; empty for a key that was taken over without
 * @param rpId the domain the key belongs to
 * @param open ceremonies that wait for an answer, the newest last: logins of one person may run side by side
 * @param answered the handle of the last ceremony this key answered
 * @param credential the key; empty until it is confirmed
 */
public record WebauthnState(
        Optional<String> userHandle,
        String rpId,
        List<Ceremony> open,
        Optional<String> answered,
        Optional<Credential> credential) {

    static final int MOST_OPEN = 32;

    public WebauthnState {
        open = List.copyOf(open);
    }

    static WebauthnState unconfirmed(String userHandle, String rpId) {
        return new WebauthnState(Optional.of(userHandle), rpId, List.of(), Optional.empty(), Optional.empty());
    }

    /** What is asked next: a new key registers, an enrolled one signs. */
    Kind next() {
        return credential.isPresent() ? Kind.GET : Kind.CREATE;
    }

    /** The ceremony of that login which an answer names, or without a name the one whose challenge it signed. */
    Optional<Ceremony> asked(Optional<String> handle, String challenge, Optional<String> flow) {
        return open.stream()
                .filter(ceremony -> ceremony.flow().equals(flow))
                .filter(ceremony -> handle.map(name -> Hash.same(ceremony.handle(), name))
                        .orElseGet(() -> ceremony.challenge().equals(challenge)))
                .findFirst();
    }

    WebauthnState with(Ceremony opened) {
        List<Ceremony> all = Stream.concat(open.stream(), Stream.of(opened)).toList();
        return with(all.subList(Math.max(0, all.size() - MOST_OPEN), all.size()));
    }

    WebauthnState without(String handle) {
        return with(open.stream()
                .filter(ceremony -> !ceremony.handle().equals(handle))
                .toList());
    }

    /** Once the ceremony was answered: of an unconfirmed key's registrations none is needed any more. */
    WebauthnState answered(Ceremony ceremony, Credential proven) {
        List<Ceremony> rest = credential.isPresent() ? without(ceremony.handle()).open : List.of();
        return new WebauthnState(userHandle, rpId, rest, Optional.of(ceremony.handle()), Optional.of(proven));
    }

    private WebauthnState with(List<Ceremony> ceremonies) {
        return new WebauthnState(userHandle, rpId, ceremonies, answered, credential);
    }
}
