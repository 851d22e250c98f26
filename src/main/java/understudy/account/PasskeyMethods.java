package understudy.account;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.account.AccountRefusal.Code;
import understudy.account.AuthSessions.AuthSession;
import understudy.account.AuthSessions.Waiting;
import understudy.base.Json;
import understudy.factor.webauthn.Credential;
import understudy.passkey.Opened;
import understudy.passkey.Passkey;
import understudy.passkey.PasskeyRefusal;
import understudy.passkey.Passkeys;
import understudy.tenant.Client;
import understudy.tenant.Connection;
import understudy.tenant.Profile.Rule;
import understudy.tenant.Tenant;

/** The authentication methods that are passkeys. One that is not made yet has no id of its own. */
final class PasskeyMethods implements Methods {

    private static final String TYPE = "passkey";
    private static final String NEW = "passkey|new";

    private final Passkeys passkeys;
    private final AuthSessions sessions;

    PasskeyMethods(Passkeys passkeys, AuthSessions sessions) {
        this.passkeys = passkeys;
        this.sessions = sessions;
    }

    @Override
    public Set<String> types() {
        return Set.of(TYPE);
    }

    @Override
    public List<String> offered(Tenant tenant) {
        return tenant.catalogue().connections().values().stream().anyMatch(Connection::hasPasskeys)
                ? List.of(TYPE)
                : List.of();
    }

    @Override
    public List<String> usage() {
        return List.of("primary");
    }

    @Override
    public List<Method> of(Caller caller) {
        return passkeys.of(caller.tenant(), caller.user().userId()).stream()
                .map(this::method)
                .toList();
    }

    @Override
    public Optional<Rule> relaxing(String type) {
        return Optional.empty();
    }

    @Override
    public Begun begin(Caller caller, String type, Body body) {
        body.only("type", "connection", "identity_user_id");
        must(body, "connection", caller.user().connection());
        must(body, "identity_user_id", identity(caller.user().userId()));
        boolean isOn = Optional.ofNullable(caller.tenant()
                        .catalogue()
                        .connections()
                        .get(caller.user().connection()))
                .filter(Connection::hasPasskeys)
                .isPresent();
        if (!isOn) {
            throw AccountRefusal.field("type", "The factor is not enabled: " + type);
        }
        Opened opened = passkeys.enrol(caller.tenant(), client(caller), caller.user(), caller.userAgent());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("auth_session", sessions.seal(caller, NEW, new Waiting(opened.session(), TYPE, Optional.empty())));
        answer.put("authn_params_public_key", Json.object(opened.options()));
        return new Begun(NEW, answer);
    }

    @Override
    public Method confirm(Caller caller, String id, Body body) {
        body.only("auth_session", "authn_response");
        AuthSession session = sessions.open(caller, NEW, body.text("auth_session"));
        String response = Json.text(body.object("authn_response"));
        try {
            return method(passkeys.confirm(
                    caller.tenant(),
                    client(caller),
                    caller.user(),
                    session.waiting().id(),
                    response));
        } catch (PasskeyRefusal refused) {
            String field = switch (refused.kind()) {
                case OVER -> "auth_session";
                case REFUSED, TAKEN -> "authn_response";
            };
            throw AccountRefusal.of(Code.VALIDATION_ERROR, "Invalid " + field + ".", refused.reason());
        }
    }

    @Override
    public void rename(Caller caller, String id, String name) {
        if (!passkeys.rename(caller.tenant(), caller.user().userId(), id, name)) {
            throw AuthenticationMethods.unknown(id);
        }
    }

    @Override
    public void prefer(Caller caller, String id, String way) {
        throw AccountRefusal.field(FactorType.PREFERENCE, FactorType.NO_PREFERENCE);
    }

    @Override
    public void remove(Caller caller, String id) {
        if (!passkeys.remove(caller.tenant(), caller.user().userId(), id)) {
            throw AuthenticationMethods.unknown(id);
        }
    }

    private Method method(Passkey passkey) {
        Credential credential = passkey.key().credential();
        Map<String, Object> particulars = new LinkedHashMap<>();
        passkey.name().ifPresent(name -> particulars.put("name", name));
        passkey.lastAuthAt().ifPresent(at -> particulars.put("last_auth_at", Method.time(at)));
        particulars.put("credential_device_type", credential.backupEligible() ? "multi_device" : "single_device");
        particulars.put("credential_backed_up", credential.backedUp());
        particulars.put("identity_user_id", identity(passkey.userId()));
        particulars.put("key_id", credential.id());
        particulars.put("public_key", credential.publicKey());
        particulars.put("transports", credential.transports());
        passkey.userAgent().ifPresent(agent -> particulars.put("user_agent", agent));
        particulars.put("user_handle", passkey.key().userHandle());
        particulars.put("aaguid", credential.aaguid());
        particulars.put("relying_party_id", passkey.key().rpId());
        return new Method(passkey.id(), TYPE, usage(), passkey.createdAt(), particulars);
    }

    /** Somebody has one identity here, whose id stands behind the bar. */
    private static String identity(String userId) {
        return userId.substring(userId.indexOf('|') + 1);
    }

    private static void must(Body body, String name, String value) {
        if (body.optional(name).filter(said -> !said.equals(value)).isPresent()) {
            throw AccountRefusal.field(name, "This person has no such identity.");
        }
    }

    private static Client client(Caller caller) {
        String clientId = caller.pass().proven().clientId();
        return caller.tenant().client(clientId).orElseThrow(); // a token of a client that is gone is none
    }
}
