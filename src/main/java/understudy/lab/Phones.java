package understudy.lab;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.base.Json;
import understudy.factor.push.Phone;
import understudy.http.Line;
import understudy.http.Origin;
import understudy.lab.LabRefusal.Kind;
import understudy.lab.PhoneDrawer.Account;
import understudy.lab.PhoneDrawer.Held;
import understudy.lab.PushBox.Push;
import understudy.store.Database;
import understudy.tenant.Tenant;

/**
 * The virtual phones at work. They know what was on the QR code and in the notification, and speak the device API as any other phone
 * does, so that they are refused as any other is.
 */
final class Phones {

    private static final Logger LOG = LoggerFactory.getLogger(Phones.class);
    private static final String ENROLL = "/api/enroll";
    private static final String RESOLVE = "/api/resolve-transaction";

    private final Database db;
    private final PhoneDrawer drawer;
    private final PushBox box;
    private final Line line;

    Phones(Database db, PhoneDrawer drawer, PushBox box, Line line) {
        this.db = db;
        this.drawer = drawer;
        this.box = box;
        this.line = line;
        box.onArrival(this::arrived);
    }

    /**
     * A person's phone scans a QR code.
     *
     * @throws LabRefusal when it is none, or the device API refuses the phone
     */
    Account scan(Tenant tenant, String userId, String uri, String flow) {
        Phone.Code code = read(uri);
        Phone phone = drawer.phone(tenant.name(), userId);
        Line.Reply reply = line.ask(request(
                "POST", code.baseUrl(), ENROLL, "Ticket id=\"" + code.ticket() + "\"", phone.enrolment(), flow));
        if (reply.status() != 201) {
            throw LabRefusal.ofPhone(reply);
        }
        Account account = Account.of(phone, Json.object(reply.body()));
        db.useTransaction(handle -> drawer.keep(handle, tenant.name(), userId, account));
        return account;
    }

    /**
     * A phone answers a push; what becomes of it is the device API's to say.
     *
     * @throws LabRefusal when the push went to no phone of ours
     */
    Line.Reply answer(Tenant tenant, Push push, boolean accepted, String flow) {
        return answer(tenant, push, account(tenant, push), push.challenge(), accepted, flow);
    }

    private Line.Reply answer(
            Tenant tenant, Push push, Account account, String challenge, boolean accepted, String flow) {
        String response = account.phone().response(challenge, accepted, push.baseUrl() + RESOLVE, tenant.world());
        return line.ask(request(
                "POST",
                push.baseUrl(),
                RESOLVE,
                "Bearer " + push.transactionToken(),
                Map.of("challenge_response", response),
                flow));
    }

    /** Phones that take their time answer, those whose time has come. To be called before anybody looks how a push stands. */
    void catchUp(Tenant tenant) {
        for (Push push : box.takeDue(tenant)) {
            quietly(tenant, push, () -> answer(tenant, push, true, ""));
        }
    }

    private void arrived(Tenant tenant, Push push) {
        Optional<Held> held = db.read(handle -> drawer.account(handle, tenant.name(), push.device()));
        held.ifPresent(ours -> {
            PhoneRule rule = db.read(handle -> drawer.rule(handle, tenant.name(), ours.holder()));
            quietly(tenant, push, () -> react(tenant, push, ours.account(), rule));
        });
    }

    private void react(Tenant tenant, Push push, Account account, PhoneRule rule) {
        switch (rule.habit()) {
            case APPROVE -> answer(tenant, push, account, push.challenge(), true, "");
            case DENY -> answer(tenant, push, account, push.challenge(), false, "");
            case WRONG_NUMBER -> answer(tenant, push, account, tenant.world().token(32), true, "");
            case DELAY ->
                db.useTransaction(handle ->
                        box.delay(handle, tenant.name(), push, tenant.now().plus(rule.delay())));
            case IGNORE -> {
                // until somebody says what
            }
        }
    }

    /** Nobody who sends a push, or asks after it, is to suffer from a phone that fails. */
    private static void quietly(Tenant tenant, Push push, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("the virtual phone does not answer the push {} of {}: {}", push.id(), tenant.name(), e.toString());
        }
    }

    private Account account(Tenant tenant, Push push) {
        return db.read(handle -> drawer.account(handle, tenant.name(), push.device()))
                .map(Held::account)
                .orElseThrow(() -> new LabRefusal(
                        Kind.FOREIGN_PHONE,
                        "The device " + push.device()
                                + " is no phone of the lab's: answer with the device that was enrolled,"
                                + " or let the lab's phone scan the QR code of another enrolment."));
    }

    private static Phone.Code read(String uri) {
        try {
            return Phone.Code.read(uri);
        } catch (Phone.Unreadable unreadable) {
            throw new LabRefusal(
                    Kind.BAD_VALUE,
                    "The phone cannot read this QR code: " + unreadable.getMessage()
                            + ". Give the barcode_uri of a push enrolment as it came.");
        }
    }

    private static Line.Request request(
            String method, String baseUrl, String path, String authorization, Object body, String flow) {
        int end = baseUrl.indexOf('/', baseUrl.indexOf("://") + 3);
        String origin = end < 0 ? baseUrl : baseUrl.substring(0, end);
        String base = end < 0 ? "" : baseUrl.substring(end);
        try {
            return new Line.Request(
                    method,
                    Origin.parse(origin),
                    base + path,
                    Map.of("Authorization", authorization),
                    Json.text(body).getBytes(StandardCharsets.UTF_8),
                    flow);
        } catch (IllegalArgumentException e) {
            throw new LabRefusal(
                    Kind.BAD_VALUE, "The phone cannot call the base_url of this QR code: " + e.getMessage());
        }
    }

    List<Push> pushes(Tenant tenant, Optional<String> userId, int limit) {
        return db.read(handle -> box.newest(handle, tenant.name(), userId, limit));
    }

    /** What came to the accounts on a person's phone, whoever's they are; the newest first. */
    List<Push> pushesTo(Tenant tenant, String holder, int limit) {
        return db.read(handle -> {
            List<Account> accounts = drawer.accounts(handle, tenant.name(), holder);
            Set<String> devices = accounts.stream().map(Account::id).collect(Collectors.toSet());
            Set<String> people = accounts.stream().map(Account::userId).collect(Collectors.toSet());
            return box.newestAbout(handle, tenant.name(), people, limit).stream()
                    .filter(push -> devices.contains(push.device()))
                    .toList();
        });
    }

    Optional<Push> push(Tenant tenant, String id) {
        return db.read(handle -> box.find(handle, tenant.name(), id));
    }
}
