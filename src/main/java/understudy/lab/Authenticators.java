package understudy.lab;

import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import understudy.base.Json;
import understudy.base.World;
import understudy.factor.webauthn.key.Credential;
import understudy.factor.webauthn.key.DomException;
import understudy.factor.webauthn.key.Misbehaviour;
import understudy.factor.webauthn.key.Traits;
import understudy.factor.webauthn.key.VirtualAuthenticator;
import understudy.factor.webauthn.key.VirtualAuthenticator.Used;
import understudy.http.Origin;
import understudy.lab.KeyDrawer.Kept;
import understudy.lab.LabRefusal.Kind;
import understudy.store.Database;
import understudy.tenant.Tenant;

/** Virtual authenticators over HTTP: what they can do, what they do wrong, their ceremonies, and their credentials in and out. */
final class Authenticators {

    private static final int MOST = 1_000;
    private static final int MOST_CREDENTIALS = 100; // all of them are sealed anew at each use

    private final Database db;
    private final KeyDrawer drawer;
    private final Latest latest;
    private final LabJournal journal;

    Authenticators(Database db, KeyDrawer drawer, Latest latest, LabJournal journal) {
        this.db = db;
        this.drawer = drawer;
        this.latest = latest;
        this.journal = journal;
    }

    /** What a page would call, on its origin. */
    @FunctionalInterface
    private interface Ceremony {
        Used use(VirtualAuthenticator authenticator, String options, String origin, World world);
    }

    private record Changed(Kept kept, Map<String, Object> response) {}

    void list(Context http, Tenant tenant, Fields said) {
        Optional<String> user = said.text("user").map(id -> latest.user(tenant, id));
        LabApi.answer(
                http,
                db.read(handle -> drawer.all(handle, tenant.name())).stream()
                        .filter(kept -> user.isEmpty() || user.equals(kept.user()))
                        .map(AuthenticatorWords::of)
                        .toList());
    }

    void add(Context http, Tenant tenant, Fields said) {
        Optional<String> user =
                said.text("user").map(id -> latest.existingUser(tenant, id).userId());
        VirtualAuthenticator made = VirtualAuthenticator.of(AuthenticatorWords.traits(said, Traits.USUAL));
        String id = tenant.world().token(9);
        db.useTransaction(handle -> {
            if (drawer.count(handle, tenant.name()) >= MOST) {
                throw new LabRefusal(
                        Kind.TOO_MANY_AUTHENTICATORS,
                        "There are " + MOST + " already. Delete those you have done with, or reset the tenant.");
            }
            drawer.add(handle, tenant.name(), id, user, made);
        });
        record(http, tenant, id, "was added");
        LabApi.answer(http, AuthenticatorWords.of(new Kept(id, user, made, 0)));
    }

    void show(Context http, Tenant tenant, Fields said) {
        LabApi.answer(http, AuthenticatorWords.of(find(http, tenant)));
    }

    void change(Context http, Tenant tenant, Fields said) {
        Optional<Misbehaviour> wrong = AuthenticatorWords.misbehaviour(said);
        Kept kept = changed(http, tenant, "was changed", before -> {
                    Traits traits = AuthenticatorWords.traits(said, before.traits());
                    Misbehaviour misbehaviour = wrong.orElse(before.misbehaviour());
                    return new Used(before.with(traits).with(misbehaviour), Map.of());
                })
                .kept();
        LabApi.answer(http, AuthenticatorWords.of(kept));
    }

    void remove(Context http, Tenant tenant, Fields said) {
        Kept removed = find(http, tenant);
        db.useTransaction(handle -> drawer.remove(handle, tenant.name(), removed));
        record(http, tenant, removed.id(), "was removed");
        LabApi.answer(http, AuthenticatorWords.of(removed));
    }

    void create(Context http, Tenant tenant, Fields said) {
        hold(http, tenant, said, "answered create", VirtualAuthenticator::create);
    }

    void get(Context http, Tenant tenant, Fields said) {
        hold(http, tenant, said, "answered get", VirtualAuthenticator::get);
    }

    void credentials(Context http, Tenant tenant, Fields said) {
        LabApi.answer(
                http,
                find(http, tenant).authenticator().credentials().stream()
                        .map(CredentialWords::of)
                        .toList());
    }

    void importCredential(Context http, Tenant tenant, Fields said) {
        Credential brought = CredentialWords.credential(said);
        changed(http, tenant, "was given a credential", before -> new Used(before.with(brought), Map.of()));
        LabApi.answer(http, CredentialWords.of(brought));
    }

    private void hold(Context http, Tenant tenant, Fields said, String what, Ceremony ceremony) {
        String options = Json.text(said.object("publicKey").orElseThrow(() -> said.missing("publicKey")));
        String origin = originOf(said).orElse(tenant.origin()).toString();
        try {
            LabApi.answer(
                    http,
                    changed(http, tenant, what, before -> ceremony.use(before, options, origin, tenant.world()))
                            .response());
        } catch (DomException thrown) {
            throw LabRefusal.of(thrown);
        }
    }

    /** As a browser writes it: no page's origin ends in a slash. */
    private static Optional<Origin> originOf(Fields said) {
        return said.text("origin").map(text -> {
            try {
                return Origin.parse(text);
            } catch (IllegalArgumentException e) {
                throw said.wrong("origin", "a scheme, a host and perhaps a port");
            }
        });
    }

    /** Reads it, uses it and keeps what has become of it; all of it again when another has used it meanwhile. */
    private Changed changed(Context http, Tenant tenant, String what, Function<VirtualAuthenticator, Used> use) {
        while (true) {
            Kept read = find(http, tenant);
            Used used = use.apply(read.authenticator());
            if (used.next().credentials().size() > MOST_CREDENTIALS) {
                throw new LabRefusal(
                        Kind.TOO_MANY_CREDENTIALS,
                        "It has " + MOST_CREDENTIALS + " credentials already. Add another authenticator.");
            }
            if (db.inTransaction(handle -> drawer.replace(handle, tenant.name(), read, used.next()))) {
                record(http, tenant, read.id(), what);
                return new Changed(new Kept(read.id(), read.user(), used.next(), read.version() + 1), used.response());
            }
        }
    }

    private Kept find(Context http, Tenant tenant) {
        return db.read(handle -> drawer.find(handle, tenant.name(), http.pathParam("id")))
                .orElseThrow(() -> new LabRefusal(
                        Kind.UNKNOWN_AUTHENTICATOR,
                        "The tenant " + tenant.name()
                                + " has no virtual authenticator of that id. GET /lab/api/authenticators lists them, POST"
                                + " there adds one, and latest is the one added last."));
    }

    private void record(Context http, Tenant tenant, String id, String what) {
        journal.changed(http, tenant.name(), tenant.now(), "the virtual authenticator " + id + " " + what);
    }
}
