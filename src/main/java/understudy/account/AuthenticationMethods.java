package understudy.account;

import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import understudy.account.AccountRefusal.Code;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.tenant.Tenant;

/** {@code /me/v1/factors} and {@code /me/v1/authentication-methods}: reads what is asked, and asks the family it belongs to. */
final class AuthenticationMethods {

    static final String PATH = "/me/v1/authentication-methods";

    private static final String READ = "read:me:authentication_methods";
    private static final String CREATE = "create:me:authentication_methods";
    private static final String UPDATE = "update:me:authentication_methods";
    private static final String DELETE = "delete:me:authentication_methods";
    private static final int MOST_LISTED = 20;
    private static final int LONGEST_NAME = 255;

    /** All that the contract knows, whether there is a family for it here or not. */
    private static final Set<String> TYPES = Set.of(
            "password",
            "passkey",
            "webauthn-platform",
            "webauthn-roaming",
            "totp",
            "phone",
            "email",
            "push-notification",
            "recovery-code");

    private final Callers callers;
    private final List<Methods> families;
    private final AccountJournal journal;

    AuthenticationMethods(Callers callers, List<Methods> families, AccountJournal journal) {
        this.callers = callers;
        this.families = List.copyOf(families);
        this.journal = journal;
    }

    void factors(Context http, Tenant tenant) {
        callers.of(http, tenant, "read:me:factors");
        List<Map<String, Object>> factors = families.stream()
                .flatMap(family -> family.offered(tenant).stream().map(type -> factor(type, family.usage())))
                .toList();
        answer(http, 200, Map.of("factors", factors));
    }

    void list(Context http, Tenant tenant) {
        Caller caller = callers.of(http, tenant, READ);
        Optional<String> type = Optional.ofNullable(http.queryParam("type"));
        if (type.isPresent() && !TYPES.contains(type.get())) {
            throw AccountRefusal.parameter("type", oneOf(TYPES));
        }
        List<Map<String, Object>> found = all(caller)
                .filter(method -> type.isEmpty() || type.get().equals(method.type()))
                .filter(method -> !method.isPending() || isRecent(tenant, method))
                .sorted(Comparator.comparing(Method::isPending)) // whoever begins a lot does not hide what they have
                .limit(MOST_LISTED)
                .map(Method::json)
                .toList();
        answer(http, 200, Map.of("authentication_methods", found));
    }

    /** Whether there can still be an {@code auth_session} to confirm it with. */
    private static boolean isRecent(Tenant tenant, Method pending) {
        return pending.createdAt().plus(AuthSessions.LIFETIME).isAfter(tenant.now());
    }

    void get(Context http, Tenant tenant) {
        answer(http, 200, find(callers.of(http, tenant, READ), id(http)).json());
    }

    void begin(Context http, Tenant tenant) {
        Caller caller = callers.of(http, tenant, CREATE);
        Body body = Body.of(http);
        String type = body.text("type");
        if (!TYPES.contains(type)) {
            throw AccountRefusal.field("type", oneOf(TYPES));
        }
        Methods family = families.stream()
                .filter(known -> known.types().contains(type))
                .findFirst()
                .orElseThrow(() -> AccountRefusal.field("type", "A " + type + " cannot be enrolled here."));
        Methods.Begun begun = family.begin(caller, type, body);
        noteRelaxed(http, tenant, family, type);
        journal.changed(http, tenant, "an enrolment of " + begun.id() + " was begun, not confirmed yet");
        http.header("Location", tenant.origin() + PATH + "/" + URLEncoder.encode(begun.id(), StandardCharsets.UTF_8));
        answer(http, 202, begun.body());
    }

    void confirm(Context http, Tenant tenant) {
        Caller caller = callers.of(http, tenant, CREATE);
        String id = id(http);
        Body body = Body.of(http);
        Methods family = family(id);
        Method confirmed = family.confirm(caller, id, body);
        noteRelaxed(http, tenant, family, confirmed.type());
        journal.changed(http, tenant, "the authentication method " + confirmed.id() + " was confirmed");
        answer(http, 201, confirmed.json());
    }

    void update(Context http, Tenant tenant) {
        Caller caller = callers.of(http, tenant, UPDATE);
        String id = id(http);
        Body body = Body.of(http).only("name", FactorType.PREFERENCE);
        find(caller, id);
        Optional<String> named = body.optional("name");
        if (named.filter(name -> name.length() > LONGEST_NAME).isPresent()) {
            throw AccountRefusal.field("name", "The name must not be longer than " + LONGEST_NAME + " characters.");
        }
        body.optional(FactorType.PREFERENCE).ifPresent(way -> {
            family(id).prefer(caller, id, way);
            journal.changed(http, tenant, "the authentication method " + id + " is asked by " + way + " first");
        });
        named.ifPresent(name -> {
            family(id).rename(caller, id, name);
            journal.changed(http, tenant, "the authentication method " + id + " has another name");
        });
        answer(http, 200, find(caller, id).json());
    }

    void remove(Context http, Tenant tenant) {
        Caller caller = callers.of(http, tenant, DELETE);
        String id = id(http);
        family(id).remove(caller, id);
        journal.changed(http, tenant, "the authentication method " + id + " was removed");
        http.status(204);
    }

    static AccountRefusal unknown(String id) {
        return AccountRefusal.of(
                Code.NOT_FOUND,
                "Authentication method not found.",
                new Reason(
                        "authentication_method.unknown",
                        AccountRefusal.RULE,
                        "this person has no such authentication method: " + id,
                        "take the id from GET " + PATH));
    }

    private void noteRelaxed(Context http, Tenant tenant, Methods family, String type) {
        family.relaxing(type)
                .filter(tenant.profile()::relaxes)
                .ifPresent(rule -> journal.relaxedBy(http, tenant, rule));
    }

    private Stream<Method> all(Caller caller) {
        return families.stream().flatMap(family -> family.of(caller).stream());
    }

    private Method find(Caller caller, String id) {
        return all(caller).filter(method -> method.id().equals(id)).findFirst().orElseThrow(() -> unknown(id));
    }

    private Methods family(String id) {
        return families.stream()
                .filter(known -> known.types().contains(id.split("\\|", 2)[0]))
                .findFirst()
                .orElseThrow(() -> unknown(id));
    }

    private static Map<String, Object> factor(String type, List<String> usage) {
        Map<String, Object> factor = new LinkedHashMap<>();
        factor.put("type", type);
        factor.put("usage", usage);
        return factor;
    }

    private static String id(Context http) {
        return http.pathParam("id");
    }

    private static String oneOf(Set<String> types) {
        return "The type must be one of " + types.stream().sorted().collect(Collectors.joining(", ")) + ".";
    }

    private static void answer(Context http, int status, Object body) {
        http.header("Cache-Control", "no-store")
                .status(status)
                .contentType("application/json")
                .result(Json.bytes(body));
    }
}
