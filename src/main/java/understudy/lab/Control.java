package understudy.lab;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import understudy.base.Json;
import understudy.http.Origin;
import understudy.lab.LabRefusal.Kind;
import understudy.policy.Policy;
import understudy.tenant.Tenant;
import understudy.tenant.Tenants;
import understudy.token.SigningKeys;

/** What else can be steered: everything back to its beginning, the policy, the signing keys. */
final class Control {

    private final Tenants tenants;
    private final SigningKeys keys;
    private final Reset reset;
    private final Clocks clocks;
    private final LabJournal journal;

    Control(Tenants tenants, SigningKeys keys, Reset reset, Clocks clocks, LabJournal journal) {
        this.tenants = tenants;
        this.keys = keys;
        this.reset = reset;
        this.clocks = clocks;
        this.journal = journal;
    }

    void reset(Context http, Tenant before, Fields said) {
        reset.reset(before);
        Tenant tenant = tenants.asked(Origin.of(http));
        journal.changed(http, tenant.name(), tenant.now(), "the lab reset the tenant to its seed");
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("tenant", tenant.name());
        answer.put("policy", policy(tenant));
        answer.put("clock", clocks.read(tenant));
        LabApi.answer(http, answer);
    }

    void showPolicy(Context http, Tenant tenant, Fields said) {
        LabApi.answer(http, Map.of("policy", policy(tenant)));
    }

    void setPolicy(Context http, Tenant tenant, Fields said) {
        String name = said.text("policy").orElseThrow(() -> said.missing("policy"));
        if (name.equals("adaptive")) {
            throw new LabRefusal(
                    Kind.NOT_BUILT, "The policy adaptive is not built yet. Until it is, choose never or always.");
        }
        List<String> policies = Policy.guardianPolicies(name)
                .orElseThrow(() -> new LabRefusal(Kind.BAD_VALUE, "The policy must be never or always."));
        tenants.setPolicies(tenant.name(), policies);
        journal.changed(http, tenant.name(), tenant.now(), "the lab set the policy to " + name);
        LabApi.answer(http, Map.of("policy", name));
    }

    void rotateKeys(Context http, Tenant before, Fields said) {
        keys.rotate(before); // false: somebody else did at the same moment, which serves as well
        Tenant tenant = tenants.asked(Origin.of(http));
        List<String> published = publishedKids(tenant);
        journal.changed(http, tenant.name(), tenant.now(), "the lab rotated the signing keys");
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("signing", published.get(0));
        answer.put("next", published.get(1));
        answer.put("published", published);
        LabApi.answer(http, answer);
    }

    static String policy(Tenant tenant) {
        return Policy.name(tenant.catalogue().policies());
    }

    /** In the order of the JWKS: the one that signs, the next, then those that signed before. */
    private List<String> publishedKids(Tenant tenant) {
        Object jwks = Json.object(keys.keyring(tenant).jwks()).get("keys");
        return jwks instanceof List<?> list
                ? list.stream()
                        .map(jwk -> jwk instanceof Map<?, ?> key ? String.valueOf(key.get("kid")) : "")
                        .toList()
                : List.of();
    }
}
