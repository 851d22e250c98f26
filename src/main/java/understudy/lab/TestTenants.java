package understudy.lab;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.base.ConfigurationError;
import understudy.base.Json;
import understudy.base.World;
import understudy.base.Yaml;
import understudy.http.Doors;
import understudy.http.Origin;
import understudy.lab.LabRefusal.Kind;
import understudy.logs.Timeline;
import understudy.store.Database;
import understudy.tenant.Beginning;
import understudy.tenant.Domains;
import understudy.tenant.Tenant;
import understudy.tenant.Tenants;
import understudy.tenant.Tenants.Made;
import understudy.token.SigningKeys;

/**
 * Tenants for tests: each with a seed, a clock and all else of its own, made while the server runs and gone without a trace. One
 * whose time is up answers no more at once; its rows go when next somebody makes a tenant or lists them.
 */
final class TestTenants {

    private static final int MOST = 1_000;
    private static final Duration LONGEST_TTL = Duration.ofDays(365);
    private static final int ATTEMPTS = 5;
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

    private final Database db;
    private final Tenants tenants;
    private final SigningKeys keys;
    private final Stage stage;
    private final Doors doors;
    private final Timeline timeline;
    private final EventStream stream;
    private final Waiters waiters;
    private final ArmedFaults faults;
    private final LabJournal journal;
    private final World world;

    TestTenants(House house, Stage stage, EventStream stream, Waiters waiters, ArmedFaults faults, LabJournal journal) {
        this.db = house.db();
        this.tenants = house.tenants();
        this.keys = house.tokens().keys();
        this.doors = house.doors();
        this.timeline = house.timeline();
        this.world = house.world();
        this.stage = stage;
        this.stream = stream;
        this.waiters = waiters;
        this.faults = faults;
        this.journal = journal;
    }

    /** A request may be on its way while its tenant is deleted, and then break wherever it has come to: that is nobody's mistake. */
    void register(RoutesConfig config) {
        config.after(http -> {
            if (http.statusCode() == 500 && tenants.areNoMoreAt(Origin.of(http))) {
                Doors.refuse(http);
            }
        });
    }

    void make(Context http, Tenant asked, Fields said) {
        Optional<String> name = said.text("name").map(TestTenants::checked);
        Optional<Instant> end = ttl(said).map(ttl -> world.instant().plus(ttl));
        boolean wantsPorts = said.flag("port").orElse(false);
        Optional<Yaml> seed = said.object("seed").map(TestTenants::yaml);
        clearAway();
        refuseTooMany();

        Made made = begun(name, seed, end);
        if (wantsPorts) {
            openPorts(made);
        }
        journal.changed(http, asked.name(), asked.now(), "the lab made the tenant " + made.name());
        LabApi.answer(http, body(made, Origin.of(http)));
    }

    void list(Context http, Tenant asked, Fields said) {
        clearAway();
        LabApi.answer(
                http,
                tenants.made().stream().map(made -> body(made, Origin.of(http))).toList());
    }

    void delete(Context http, Tenant asked, Fields said) {
        clearAway();
        Made made = find(http.pathParam("name"));
        Map<String, Object> body = body(made, Origin.of(http));
        remove(made);
        if (!asked.name().equals(made.name())) { // which has no timeline any more
            journal.changed(http, asked.name(), asked.now(), "the lab deleted the tenant " + made.name());
        }
        LabApi.answer(http, body);
    }

    /** Removes those whose time is up, and closes the doors of those that another node has removed. */
    void clearAway() {
        Instant real = world.instant();
        List<Long> holders = doors.holders(); // first: a door opened from now on may be of a tenant not yet among these
        List<Made> all = tenants.made();
        all.stream()
                .filter(made -> made.end().filter(end -> !real.isBefore(end)).isPresent())
                .forEach(this::remove);
        List<Long> there = all.stream().map(Made::number).toList();
        holders.stream().filter(number -> !there.contains(number)).forEach(doors::close);
    }

    // ---------------------------------------------------------------------------------------------------------- making

    private Made begun(Optional<String> name, Optional<Yaml> seed, Optional<Instant> end) {
        try {
            Beginning beginning = stage.prepare(seed);
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                String chosen = name.orElseGet(() -> "t-" + world.letters(LETTERS, 8));
                if (begin(beginning, chosen, end)) {
                    return tenants.made(chosen).orElseThrow();
                }
                name.ifPresent(TestTenants::refuseTaken);
            }
            throw new IllegalStateException("all names are taken");
        } catch (ConfigurationError | Json.Malformed e) {
            throw seed.isEmpty() ? e : badSeed(String.valueOf(e.getMessage()));
        } catch (LabRefusal e) {
            throw e;
        } catch (RuntimeException e) {
            throw seed.isPresent() && Database.refusedTheData(e)
                    ? badSeed("it has a name that is too long to be kept, or has the same thing twice")
                    : e;
        }
    }

    private boolean begin(Beginning beginning, String name, Optional<Instant> end) {
        return db.inTransaction(handle -> {
            if (!tenants.add(handle, name, end)) {
                return false;
            }
            TenantTables.sweep(handle, name);
            beginning.of(handle, name);
            return true;
        });
    }

    private void openPorts(Made made) {
        try {
            doors.open(made.number());
        } catch (Doors.CannotOpen e) {
            remove(made);
            throw new LabRefusal(
                    Kind.NO_PORTS,
                    "No tenant was made: " + e.getMessage() + ". Delete one that has a port, or ask for this one by "
                            + Domains.below(made.name()) + " and without port.");
        }
    }

    private Optional<Duration> ttl(Fields said) {
        return said.duration("ttl").map(ttl -> {
            if (ttl.isNegative() || ttl.isZero() || ttl.compareTo(LONGEST_TTL) > 0) {
                throw said.wrong("ttl", "longer than nothing and no longer than " + LONGEST_TTL.toDays() + " days");
            }
            return ttl;
        });
    }

    private void refuseTooMany() {
        if (tenants.made().size() >= MOST) {
            throw new LabRefusal(
                    Kind.TOO_MANY_TENANTS,
                    "There are " + MOST + " already. Delete those you have done with, or give each a ttl.");
        }
    }

    private static String checked(String name) {
        if (!Domains.isLabel(name) || name.equals(Latest.WORD)) {
            throw new LabRefusal(
                    Kind.BAD_VALUE,
                    "The name must be a DNS label: up to 63 lower-case letters, digits and dashes, no dash at either"
                            + " end; and not " + Latest.WORD + ". Or leave it out and one is made.");
        }
        return name;
    }

    private static void refuseTaken(String name) {
        throw new LabRefusal(
                Kind.TAKEN_NAME,
                name.equals(Tenants.DEFAULT)
                        ? "That is the default tenant. Choose another name, or leave it out and one is made."
                        : "Choose another name, or leave it out and one is made; or DELETE /lab/api/tenants/" + name
                                + " first.");
    }

    private static Yaml yaml(Map<String, Object> seed) {
        try {
            return Yaml.of("seed", seed);
        } catch (ConfigurationError e) {
            throw badSeed(String.valueOf(e.getMessage()));
        }
    }

    private static LabRefusal badSeed(String why) {
        return new LabRefusal(
                Kind.BAD_SEED,
                "No tenant was made: " + why + ". A seed has the shape of a tenant.yaml, with users beside it.");
    }

    // -------------------------------------------------------------------------------------------------------- removing

    private Made find(String name) {
        if (name.equals(Tenants.DEFAULT)) {
            throw new LabRefusal(
                    Kind.DEFAULT_TENANT,
                    "It answers for every host that is no other tenant's. POST /lab/api/reset brings it back to its seed.");
        }
        return tenants.made().stream()
                .filter(made -> name.equals(Latest.WORD) || name.equals(made.name()))
                .findFirst()
                .orElseThrow(() -> new LabRefusal(
                        Kind.UNKNOWN_TENANT,
                        "GET /lab/api/tenants lists those that are there, and latest is the one made last."));
    }

    private void remove(Made made) {
        doors.close(made.number());
        timeline.waitUntilWritten();
        db.useTransaction(handle -> {
            if (tenants.remove(handle, made)) {
                TenantTables.sweep(handle, made.name());
            }
        });
        tenants.forget(made.name());
        keys.forget(made.name());
        faults.forget(made.name());
        stream.letGo(made.name());
        waiters.letGo(made.name());
    }

    // --------------------------------------------------------------------------------------------------------- showing

    private Map<String, Object> body(Made made, Origin asked) {
        Addresses addresses = Addresses.of(made, asked, doors);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", made.name());
        body.put("http", addresses.http().toString());
        body.put("https", addresses.https().toString());
        body.put("lab", addresses.https() + "/lab");
        body.put("domains", tenants.domains(made.name()));
        body.put("ends_at", made.end().map(Instant::toString).orElse(null));
        return body;
    }
}
