package understudy.lab;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import understudy.base.ConfigurationError;
import understudy.base.Hash;
import understudy.base.Json;
import understudy.base.Vault;
import understudy.factor.Device.Ruling.Outcome;
import understudy.factor.push.Phone;
import understudy.factor.push.PhoneKey;
import understudy.lab.PhoneRule.Habit;
import understudy.mfa.Devices;
import understudy.mfa.Devices.Heard;
import understudy.tenant.Belongings;
import understudy.tenant.Seed;
import understudy.tenant.Tenant;

/**
 * The virtual phones of each tenant, one a person: what each does when a push arrives, and the accounts on it, sealed. All of them have
 * the same key, which the state folder keeps, because making one takes as long as ten tests.
 */
public final class PhoneDrawer implements Belongings {

    private static final String PUSH = "push-notification";
    private static final String NAME = "Virtual phone";
    private static final int IDENTIFIER = 16;

    private final Vault vault;
    private final Devices devices;
    private final Notebook notebook;
    private final Supplier<PhoneKey> key;

    /** @param key of every phone; asked for when the first one is needed */
    PhoneDrawer(Vault vault, Devices devices, Notebook notebook, Supplier<PhoneKey> key) {
        this.vault = vault;
        this.devices = devices;
        this.notebook = notebook;
        this.key = key;
    }

    /**
     * An account on a phone: what the phone sent, and what it was answered.
     *
     * @param id {@code dev_…}
     * @param url of the device API
     * @param userId whose login it is about
     */
    record Account(Phone phone, String id, String url, String issuer, String userId, String token) {

        static Account of(Phone phone, Map<String, Object> answered) {
            return new Account(
                    phone,
                    text(answered, "id"),
                    text(answered, "url"),
                    text(answered, "issuer"),
                    text(answered, "user_id"),
                    text(answered, "token"));
        }

        private static String text(Map<String, Object> answered, String name) {
            return String.valueOf(answered.get(name));
        }

        /** Without the token and the key. */
        @Override
        public String toString() {
            return "Account[" + id + "]";
        }
    }

    /** An account, and in whose hand the phone is. */
    record Held(String holder, Account account) {}

    /** The phone of a seed takes its enrolment up as any other does: of the QR code, with the same request. */
    @Override
    public void handOut(Handle handle, Tenant tenant, Seed.Person person) {
        for (Seed.Enrolled enrolled : person.factors()) {
            if (enrolled.factor().equals(PUSH) && tenant.isOn(PUSH)) { // else it would be refused, as any phone is
                setRule(handle, tenant.name(), person.userId(), rule(person, enrolled.particulars()));
                Phone phone = phone(tenant.name(), person.userId());
                Heard heard = devices.pair(
                        handle,
                        tenant,
                        Phone.Code.read(newestCode(handle, tenant, person)).ticket(),
                        phone.enrolment());
                if (heard.outcome() != Outcome.ACCEPTED) {
                    throw new IllegalStateException("the phone of " + person.userId() + " was refused: "
                            + heard.reason().orElseThrow().why());
                }
                keep(handle, tenant.name(), person.userId(), Account.of(phone, heard.answer()));
            }
        }
    }

    private String newestCode(Handle handle, Tenant tenant, Seed.Person person) {
        return codesShown(handle, tenant.name(), person.userId()).stream()
                .findFirst()
                .orElseThrow(() -> new ConfigurationError("the seed's phone of " + person.userId()
                        + " has no enrolment to take up: push-notification is not built"));
    }

    private static PhoneRule rule(Seed.Person person, Map<String, String> said) {
        String word = said.getOrDefault("rule", PhoneRule.USUAL.habit().word());
        Habit habit = Habit.of(word)
                .orElseThrow(() -> new ConfigurationError("the phone of " + person.userId() + " has the rule '" + word
                        + "'; known are " + String.join(", ", Habit.WORDS)));
        try {
            return new PhoneRule(
                    habit, Duration.parse(said.getOrDefault("delay", "PT0S")).truncatedTo(ChronoUnit.MICROS));
        } catch (DateTimeParseException e) {
            throw new ConfigurationError(
                    "the phone of " + person.userId() + " has a delay that is no ISO 8601 duration such as PT5S");
        }
    }

    @Override
    public void wipe(Handle handle, String tenant) {
        handle.execute("delete from lab_phone where tenant = ?", tenant);
        handle.execute("delete from lab_phone_account where tenant = ?", tenant);
        handle.execute("delete from lab_push where tenant = ?", tenant);
    }

    /** In whoever's hand, always the same. */
    Phone phone(String tenant, String userId) {
        String identifier = "virtual-" + Hash.of(tenant + " " + userId).substring(0, IDENTIFIER);
        return new Phone(key.get(), identifier, NAME);
    }

    private List<String> codesShown(Handle handle, String tenant, String userId) {
        return notebook.shownTo(handle, tenant, userId).entrySet().stream()
                .filter(shown -> shown.getKey().startsWith("push|"))
                .flatMap(shown -> shown.getValue().barcodeUri().stream())
                .toList();
    }

    PhoneRule rule(Handle handle, String tenant, String userId) {
        return handle.createQuery("select rule, delay from lab_phone where tenant = :tenant and user_id = :user")
                .bind("tenant", tenant)
                .bind("user", userId)
                .map((row, context) -> new PhoneRule(
                        Habit.of(row.getString("rule")).orElseThrow(),
                        Duration.of(row.getLong("delay"), ChronoUnit.MICROS)))
                .findOne()
                .orElse(PhoneRule.USUAL);
    }

    void setRule(Handle handle, String tenant, String userId, PhoneRule rule) {
        handle.createUpdate("""
                        insert into lab_phone (tenant, user_id, rule, delay) values (:tenant, :user, '', 0)
                            on conflict do nothing
                        """).bind("tenant", tenant).bind("user", userId).execute();
        handle.createUpdate("""
                        update lab_phone set rule = :rule, delay = :delay where tenant = :tenant and user_id = :user
                        """)
                .bind("rule", rule.habit().word())
                .bind("delay", TimeUnit.MICROSECONDS.convert(rule.delay()))
                .bind("tenant", tenant)
                .bind("user", userId)
                .execute();
    }

    void keep(Handle handle, String tenant, String holder, Account account) {
        handle.createUpdate("""
                        insert into lab_phone_account (tenant, device, user_id, body)
                        values (:tenant, :device, :user, :body)
                        """)
                .bind("tenant", tenant)
                .bind("device", account.id())
                .bind("user", holder)
                .bind("body", vault.seal(Json.bytes(account), place(tenant, account.id())))
                .execute();
    }

    /** Who has an account on a phone, was shown something to keep, or was sent a message. */
    static List<String> holders(Handle handle, String tenant, int most) {
        return handle.createQuery("""
                        select user_id from lab_phone_account where tenant = :tenant
                         union
                        select user_id from lab_shown where tenant = :tenant
                         union
                        select user_id from lab_message where tenant = :tenant and user_id is not null
                         order by user_id
                         limit :most
                        """)
                .bind("tenant", tenant)
                .bind("most", most)
                .mapTo(String.class)
                .list();
    }

    /** @param device {@code dev_…} */
    Optional<Held> account(Handle handle, String tenant, String device) {
        return handle.createQuery("""
                        select device, user_id, body
                          from lab_phone_account
                         where tenant = :tenant and device = :device
                        """)
                .bind("tenant", tenant)
                .bind("device", device)
                .map((row, context) -> held(tenant, row))
                .findOne();
    }

    List<Account> accounts(Handle handle, String tenant, String holder) {
        return handle.createQuery("""
                        select device, user_id, body
                          from lab_phone_account
                         where tenant = :tenant and user_id = :user
                         order by device
                        """)
                .bind("tenant", tenant)
                .bind("user", holder)
                .map((row, context) -> held(tenant, row).account())
                .list();
    }

    private Held held(String tenant, ResultSet row) throws SQLException {
        byte[] body = vault.open(row.getBytes("body"), place(tenant, row.getString("device")));
        return new Held(row.getString("user_id"), Json.read(body, Account.class));
    }

    private static String place(String tenant, String device) {
        return "lab_phone_account/" + tenant + "/" + device;
    }
}
