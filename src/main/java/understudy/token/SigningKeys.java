package understudy.token;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import understudy.base.Vault;
import understudy.base.World;
import understudy.store.Database;
import understudy.tenant.Tenant;
import understudy.tenant.Tenants;

/** The signing keys of all tenants, sealed in their table; one signs, the next is published before it does. */
public final class SigningKeys {

    private static final Duration LONGEST_TOKEN = Duration.ofDays(30); // tokens-and-step-up.md §1.3

    private static final int MOST_CACHED = 2_000;

    private final Database db;
    private final Vault vault;
    private final KeyMaker maker;
    private final Map<String, Cached> cache = new ConcurrentHashMap<>();

    public SigningKeys(Database db, Vault vault, KeyMaker maker) {
        this.db = db;
        this.vault = vault;
        this.maker = maker;
    }

    private record Cached(long version, Keyring keyring) {}

    private record Kept(String standing, SigningKey key) {}

    public Keyring keyring(Tenant tenant) {
        long version = tenant.catalogue().version();
        Cached cached = cache.get(tenant.name());
        if (cached == null || cached.version() != version) {
            cached = new Cached(version, db.read(handle -> read(handle, tenant.name())));
            if (cache.size() >= MOST_CACHED) {
                cache.clear(); // of tenants that other nodes have deleted nobody here is told
            }
            cache.put(tenant.name(), cached);
        }
        return cached.keyring();
    }

    /** Gives a new tenant its first two keys, unless some were kept for it. */
    public void provide(Handle handle, String tenant, Instant now) {
        boolean hasKeys = handle.createQuery("select count(*) from signing_key where tenant = :tenant")
                        .bind("tenant", tenant)
                        .mapTo(Integer.class)
                        .one()
                > 0;
        if (hasKeys) {
            return;
        }
        List<SigningKey> keys = db.inMemory() ? maker.spares() : List.of(maker.make(), maker.make());
        add(handle, tenant, "current", keys.get(0), now);
        add(handle, tenant, "next", keys.get(1), now);
    }

    /**
     * Gives a new tenant the keys of another, each under an id of its own: making an RSA key takes longer than making all the rest
     * of a tenant. A token of one tenant is none of the other's by that id already, and by its issuer.
     */
    public void lend(Handle handle, String lender, String tenant, World world) {
        Keyring lent = read(handle, lender);
        add(handle, tenant, "current", lent.current().called(SigningKey.freshKid(world)), world.instant());
        add(handle, tenant, "next", lent.next().called(SigningKey.freshKid(world)), world.instant());
    }

    /** Lets go of what is cached of a tenant that is no more. */
    public void forget(String tenant) {
        cache.remove(tenant);
    }

    /**
     * The next key signs from now on; the one that signed stays published, so that what it signed is accepted until it expires.
     *
     * @return false when another rotation was faster
     */
    public boolean rotate(Tenant tenant) {
        SigningKey fresh = maker.make(); // outside the transaction: it takes long
        String signing = keyring(tenant).current().kid();
        return db.inTransaction(handle -> {
            boolean first = handle.createUpdate("""
                                    update signing_key
                                       set standing = 'previous', since = :now
                                     where tenant = :tenant and kid = :kid and standing = 'current'
                                    """)
                            .bind("now", tenant.now())
                            .bind("tenant", tenant.name())
                            .bind("kid", signing)
                            .execute()
                    == 1;
            if (first) {
                handle.createUpdate("""
                                update signing_key
                                   set standing = 'current', since = :now
                                 where tenant = :tenant and standing = 'next'
                                """)
                        .bind("now", tenant.now())
                        .bind("tenant", tenant.name())
                        .execute();
                add(handle, tenant.name(), "next", fresh, tenant.now());
                retire(handle, tenant);
                Tenants.newVersion(handle, tenant.name());
            }
            return first;
        });
    }

    /** What a key signed before the longest life of a token has expired by now. */
    private static void retire(Handle handle, Tenant tenant) {
        handle.createUpdate("""
                        delete from signing_key
                         where tenant = :tenant and standing = 'previous' and since < :before
                        """)
                .bind("tenant", tenant.name())
                .bind("before", tenant.now().minus(LONGEST_TOKEN))
                .execute();
    }

    private void add(Handle handle, String tenant, String standing, SigningKey key, Instant now) {
        handle.createUpdate("""
                        insert into signing_key (tenant, kid, standing, private_key, certificate, since)
                        values (:tenant, :kid, :standing, :key, :certificate, :now)
                        """)
                .bind("tenant", tenant)
                .bind("kid", key.kid())
                .bind("standing", standing)
                .bind("key", vault.seal(key.privateKey().getEncoded(), place(tenant, key.kid())))
                .bind("certificate", key.der())
                .bind("now", now)
                .execute();
    }

    private Keyring read(Handle handle, String tenant) {
        List<Kept> keys = handle.createQuery("""
                        select kid, standing, private_key, certificate
                          from signing_key
                         where tenant = :tenant
                         order by since desc, kid
                        """)
                .bind("tenant", tenant)
                .map((row, context) -> new Kept(
                        row.getString("standing"),
                        KeyMaker.read(
                                        vault.open(row.getBytes("private_key"), place(tenant, row.getString("kid"))),
                                        row.getBytes("certificate"))
                                .called(row.getString("kid"))))
                .list();
        return new Keyring(
                standing(keys, "current").findFirst().orElseThrow(),
                standing(keys, "next").findFirst().orElseThrow(),
                standing(keys, "previous").toList());
    }

    private static Stream<SigningKey> standing(List<Kept> keys, String standing) {
        return keys.stream().filter(kept -> kept.standing().equals(standing)).map(Kept::key);
    }

    private static String place(String tenant, String kid) {
        return "signing_key/" + tenant + "/" + kid;
    }
}
