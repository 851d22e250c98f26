package understudy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.base.ConfigurationError;
import understudy.base.World;
import understudy.http.Origin;
import understudy.logs.Timeline;
import understudy.mfa.Mfa;
import understudy.mfa.MfaRefusal;
import understudy.store.Database;
import understudy.tenant.Beginning;
import understudy.tenant.Belongings;
import understudy.tenant.Passwords;
import understudy.tenant.Seed;
import understudy.tenant.Tenant;
import understudy.tenant.Tenants;
import understudy.tenant.User;
import understudy.tenant.Users;
import understudy.tenant.Wipe;
import understudy.token.Tokens;

/** Puts a tenant on stage as its seed has it: its nouns, its people and what they have enrolled, in one transaction. */
final class Seeding {

    private static final Origin NOWHERE = new Origin("http", "localhost");

    private final Database db;
    private final Tenants tenants;
    private final Users users;
    private final Passwords passwords;
    private final Tokens tokens;
    private final Mfa mfa;
    private final Belongings belongings;
    private final Timeline timeline;
    private final List<Wipe> wipes;

    Seeding(
            Database db,
            Tenants tenants,
            Users users,
            Passwords passwords,
            Tokens tokens,
            Mfa mfa,
            Belongings belongings,
            Timeline timeline,
            List<Wipe> wipes) {
        this.db = db;
        this.tenants = tenants;
        this.users = users;
        this.passwords = passwords;
        this.tokens = tokens;
        this.mfa = mfa;
        this.belongings = belongings;
        this.timeline = timeline;
        this.wipes = List.copyOf(wipes);
    }

    /** Adds the tenant unless it is there: of several nodes that start at once, one does. */
    void begin(String name, Seed seed) {
        if (tenants.exists(name)) {
            return;
        }
        Map<String, String> hashes = hashes(seed);
        db.useTransaction(handle -> {
            if (tenants.add(handle, name, Optional.empty())) {
                tenants.replace(handle, name, seed);
                tokens.keys().provide(handle, name, tenants.realTime());
                addPeople(handle, name, seed, hashes);
            }
        });
    }

    /** All there is to a tenant that was made while the server runs; what takes time is done before its transaction begins. */
    Beginning prepare(Seed seed, World world) {
        Map<String, String> hashes = hashes(seed);
        return (handle, name) -> {
            tenants.replace(handle, name, seed);
            tenants.keepSeed(handle, name, seed);
            tokens.keys().lend(handle, Tenants.DEFAULT, name, world);
            addPeople(handle, name, seed, hashes);
        };
    }

    /**
     * Wipes the tenant and replays its seed; its signing keys stay, so that caches of them do too.
     *
     * @param usual the seed of a tenant that was made of none of its own
     */
    void again(Tenant tenant, Seed usual) {
        Seed seed = tenants.seed(tenant.name()).orElse(usual);
        Map<String, String> hashes = hashes(seed);
        timeline.waitUntilWritten();
        db.useTransaction(handle -> {
            tenants.replace(handle, tenant.name(), seed);
            wipes.forEach(wipe -> wipe.wipe(handle, tenant.name()));
            addPeople(handle, tenant.name(), seed, hashes);
        });
    }

    /** Before the transaction, and once for equal passwords: hashing is meant to be slow. */
    private Map<String, String> hashes(Seed seed) {
        Map<String, String> hashes = new HashMap<>();
        seed.users()
                .forEach(person ->
                        person.password().ifPresent(password -> hashes.computeIfAbsent(password, passwords::hash)));
        return hashes;
    }

    private void addPeople(Handle handle, String name, Seed seed, Map<String, String> hashes) {
        Tenant tenant = tenants.within(handle, name, NOWHERE);
        for (Seed.Person person : seed.users()) {
            Optional<String> hash = person.password().map(hashes::get).or(person::passwordHash);
            if (!users.add(handle, name, person, hash, tenant.now())) {
                throw new ConfigurationError("the seed has two users with the id " + person.userId());
            }
            User user = new User(
                    person.userId(),
                    person.connection(),
                    Optional.empty(),
                    person.blocked(),
                    person.profile(),
                    tenant.now(),
                    tenant.now());
            enrol(handle, tenant, user, person.factors());
            belongings.handOut(handle, tenant, person);
        }
    }

    private void enrol(Handle handle, Tenant tenant, User user, List<Seed.Enrolled> factors) {
        for (Seed.Enrolled enrolled : factors) {
            try {
                mfa.enrolments().adopt(handle, tenant, user, enrolled.factor(), enrolled.particulars());
            } catch (MfaRefusal refused) {
                throw new ConfigurationError("the seed's " + enrolled.factor() + " of " + user.userId()
                        + " cannot be taken over: " + refused.reason().why() + "; "
                        + refused.reason().fix());
            }
        }
    }
}
