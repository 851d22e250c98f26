package understudy.passkey;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import understudy.base.Hash;
import understudy.base.Json;
import understudy.factor.webauthn.Account;
import understudy.factor.webauthn.Ceremony;
import understudy.factor.webauthn.Credential;
import understudy.factor.webauthn.RelyingParty;
import understudy.factor.webauthn.Selection;
import understudy.factor.webauthn.UserVerification;
import understudy.tenant.Client;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/** What a browser is asked, and by whom. */
final class Questions {

    /** What the browser is told over the API (authentication-api.md §10.5); the answer is taken a while longer. */
    private static final long TIMEOUT = Duration.ofMinutes(1).toMillis();

    private Questions() {}

    /** The host that was asked; pages of its own may answer, and those of the client. */
    static RelyingParty party(Tenant tenant, Client client) {
        String own = tenant.origin().toString();
        String id = URI.create(own).getHost();
        List<String> origins =
                Stream.concat(Stream.of(own), client.origins().stream()).toList();
        return new RelyingParty(id, id, origins);
    }

    static Ceremony open(Ceremony.Kind kind, Tenant tenant) {
        return Ceremony.open(kind, UserVerification.PREFERRED, tenant.world());
    }

    /** One that needs not be kept: it follows from a secret that whoever asked has kept, and lives as long. */
    static Ceremony following(Ceremony.Kind kind, String secret, Tenant tenant) {
        return new Ceremony(
                kind,
                "",
                Hash.of("passkey " + kind + " " + secret),
                UserVerification.PREFERRED,
                tenant.now().plus(Ceremony.LIFE));
    }

    /** The same for all of a person's passkeys, and nothing that tells who they are. */
    static String userHandle(Tenant tenant, User user) {
        return Hash.of("passkey of " + tenant.name() + " " + user.userId());
    }

    static String creation(RelyingParty party, Ceremony ceremony, Tenant tenant, User user, List<Passkey> has) {
        List<Credential> exclude =
                has.stream().map(passkey -> passkey.key().credential()).toList();
        Account account = new Account(
                userHandle(tenant, user), user.account(), user.text("name").orElse(user.account()));
        return party.creationOptions(ceremony, account, Selection.PASSKEY, exclude);
    }

    static String request(RelyingParty party, Ceremony ceremony) {
        return party.requestOptions(ceremony, List.of());
    }

    /** The members that are documented for the API, which are enough for a discoverable credential. */
    static String documented(String options) {
        Map<String, Object> members = new LinkedHashMap<>(Json.object(options));
        members.put("timeout", TIMEOUT);
        members.remove("attestation");
        members.values().removeIf(List.of()::equals);
        if (members.get("authenticatorSelection") instanceof Map<?, ?> selection) {
            Map<Object, Object> documented = new LinkedHashMap<>(selection);
            documented.keySet().retainAll(List.of("residentKey", "userVerification"));
            members.put("authenticatorSelection", documented);
        }
        return Json.text(members);
    }
}
