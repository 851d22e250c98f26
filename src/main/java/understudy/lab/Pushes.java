package understudy.lab;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import understudy.factor.Device.Standing;
import understudy.http.Flow;
import understudy.http.Line;
import understudy.lab.LabRefusal.Kind;
import understudy.lab.PhoneDrawer.Account;
import understudy.lab.PhoneRule.Habit;
import understudy.lab.PushBox.Push;
import understudy.mfa.Devices;
import understudy.store.Database;
import understudy.tenant.Tenant;

/** Virtual phones over HTTP: the pushes that came, their answers, what a phone does by itself, and the QR codes it scans. */
final class Pushes {

    private static final int DEFAULT_LIMIT = 100;
    private static final int LARGEST_LIMIT = 1_000;

    private final Database db;
    private final Phones phones;
    private final PhoneDrawer drawer;
    private final Devices devices;
    private final Latest latest;
    private final LabJournal journal;

    Pushes(Database db, Phones phones, PhoneDrawer drawer, Devices devices, Latest latest, LabJournal journal) {
        this.db = db;
        this.phones = phones;
        this.drawer = drawer;
        this.devices = devices;
        this.latest = latest;
        this.journal = journal;
    }

    void list(Context http, Tenant tenant, Fields said) {
        Optional<String> user = said.text("user").map(id -> latest.user(tenant, id));
        int limit = said.number("limit", 1, LARGEST_LIMIT).map(Long::intValue).orElse(DEFAULT_LIMIT);
        LabApi.answer(
                http,
                phones.pushes(tenant, user, limit).stream()
                        .map(push -> body(tenant, push))
                        .toList());
    }

    void approve(Context http, Tenant tenant, Fields said) {
        answer(http, tenant, true);
    }

    void deny(Context http, Tenant tenant, Fields said) {
        answer(http, tenant, false);
    }

    private void answer(Context http, Tenant tenant, boolean accepted) {
        LabApi.answer(http, body(tenant, decide(http, tenant, accepted)));
    }

    /**
     * The phone answers the push that the path names.
     *
     * @throws LabRefusal when there is no such push, or the device API refuses the answer
     */
    Push decide(Context http, Tenant tenant, boolean accepted) {
        Push push = phones.push(tenant, http.pathParam("id"))
                .orElseThrow(() -> new LabRefusal(
                        Kind.UNKNOWN_PUSH,
                        "GET /lab/api/pushes lists those there are; latest is the newest of them. A challenge of somebody"
                                + " who has push enrolled sends one."));
        Line.Reply reply = phones.answer(tenant, push, accepted, Flow.of(http));
        if (reply.status() != 204) {
            throw LabRefusal.ofPhone(reply);
        }
        return push;
    }

    List<Push> newestTo(Tenant tenant, String holder, int limit) {
        return phones.pushesTo(tenant, holder, limit);
    }

    String status(Tenant tenant, Push push) {
        return devices.standing(tenant, push.transactionToken())
                .orElse(Standing.EXPIRED)
                .name()
                .toLowerCase(Locale.ROOT);
    }

    void phone(Context http, Tenant tenant, Fields said) {
        LabApi.answer(
                http,
                phone(tenant, latest.existingUser(tenant, http.pathParam("id")).userId()));
    }

    void setRule(Context http, Tenant tenant, Fields said) {
        String userId = latest.existingUser(tenant, http.pathParam("id")).userId();
        Habit habit = said.choice("rule", Habit.WORDS).flatMap(Habit::of).orElseThrow(() -> said.missing("rule"));
        PhoneRule rule = new PhoneRule(habit, said.duration("delay").orElse(PhoneRule.USUAL.delay()));
        if (rule.delay().isNegative()) {
            throw said.wrong("delay", "a duration that is not negative");
        }
        if (habit == Habit.DELAY && rule.delay().isZero()) {
            throw said.missing("delay");
        }
        db.useTransaction(handle -> drawer.setRule(handle, tenant.name(), userId, rule));
        journal.changed(http, tenant.name(), tenant.now(), "the phone of " + userId + " got the rule " + habit.word());
        LabApi.answer(http, phone(tenant, userId));
    }

    void scan(Context http, Tenant tenant, Fields said) {
        String userId = latest.existingUser(tenant, http.pathParam("id")).userId();
        String uri = said.text("uri").orElseThrow(() -> said.missing("uri"));
        LabApi.answer(http, account(phones.scan(tenant, userId, uri, Flow.of(http))));
    }

    private Map<String, Object> body(Tenant tenant, Push push) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", push.id());
        body.put("user_id", push.userId());
        body.put("status", status(tenant, push));
        body.put("transaction_token", push.transactionToken());
        body.put("challenge", push.challenge());
        body.put("at", push.at().toString());
        body.put("payload", push.payload());
        return body;
    }

    private Map<String, Object> phone(Tenant tenant, String userId) {
        PhoneRule rule = db.read(handle -> drawer.rule(handle, tenant.name(), userId));
        List<Account> accounts = db.read(handle -> drawer.accounts(handle, tenant.name(), userId));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("user_id", userId);
        body.put("rule", rule.habit().word());
        body.put("delay", rule.delay().toString());
        body.put("accounts", accounts.stream().map(Pushes::account).toList());
        return body;
    }

    private static Map<String, Object> account(Account account) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", account.id());
        body.put("url", account.url());
        body.put("issuer", account.issuer());
        body.put("user_id", account.userId());
        body.put("identifier", account.phone().identifier());
        body.put("name", account.phone().name());
        return body;
    }
}
