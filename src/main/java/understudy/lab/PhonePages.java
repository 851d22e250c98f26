package understudy.lab;

import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import understudy.base.Reason;
import understudy.delivery.Delivered.Outcome;
import understudy.delivery.Letter;
import understudy.http.Redirect;
import understudy.lab.LabPage.Person;
import understudy.lab.Outbox.Kept;
import understudy.lab.Outbox.Wanted;
import understudy.lab.PhonePage.Incoming;
import understudy.lab.PhonePage.Otp;
import understudy.lab.PhonePage.Prompt;
import understudy.lab.PushBox.Push;
import understudy.page.Pages;
import understudy.store.Database;
import understudy.tenant.Tenant;
import understudy.tenant.Tenants;
import understudy.tenant.User;
import understudy.tenant.Users;

/** The phones as people see them: what came in, what may be pressed, what an app shows; plain forms, for a browser without scripts too. */
final class PhonePages {

    static final String PATH = "/lab/phone/";

    private static final int SHOWN = 30;
    private static final int MOST_PEOPLE = 100;
    private static final String UNKNOWN = "Unknown";
    private static final Map<String, String> KINDS = Map.of("sms", "Text message", "voice", "Call", "email", "Mail");

    private final Database db;
    private final Tenants tenants;
    private final Users users;
    private final Latest latest;
    private final Codes codes;
    private final Pushes pushes;
    private final Outbox outbox;
    private final Pages pages;

    PhonePages(
            Database db,
            Tenants tenants,
            Users users,
            Latest latest,
            Codes codes,
            Pushes pushes,
            Outbox outbox,
            Pages pages) {
        this.db = db;
        this.tenants = tenants;
        this.users = users;
        this.latest = latest;
        this.codes = codes;
        this.pushes = pushes;
        this.outbox = outbox;
        this.pages = pages;
    }

    void show(Context http, Tenant tenant, Fields said) {
        show(http, tenant, 200, Optional.empty());
    }

    void approve(Context http, Tenant tenant, Fields said) {
        answer(http, tenant, true);
    }

    void deny(Context http, Tenant tenant, Fields said) {
        answer(http, tenant, false);
    }

    /** Those who have anything that a phone would show. */
    List<Person> people(Tenant tenant) {
        return db.read(handle -> PhoneDrawer.holders(handle, tenant.name(), MOST_PEOPLE)).stream()
                .flatMap(id -> users.find(tenant.name(), id).stream())
                .map(user -> new Person(user.account(), address(user)))
                .sorted(Comparator.comparing(Person::name))
                .toList();
    }

    /** Then the page anew, so that loading it again presses nothing. */
    private void answer(Context http, Tenant tenant, boolean accepted) {
        User user = latest.existingUser(tenant, http.pathParam("user"));
        try {
            pushes.decide(http, tenant, accepted);
            http.status(303).header("Location", address(user));
        } catch (LabRefusal refusal) {
            show(http, tenant, refusal.status(), Optional.of(refusal.detail()));
        }
    }

    private void show(Context http, Tenant tenant, int status, Optional<String> alert) {
        User user = latest.existingUser(tenant, http.pathParam("user"));
        pages.show(http, status, PhonePage.TEMPLATE, Map.of("page", page(tenant, user, alert)));
    }

    private PhonePage page(Tenant tenant, User user, Optional<String> alert) {
        Codes.Typed typed = codes.typed(tenant, user);
        return new PhonePage(
                tenant.friendlyName(),
                user.account(),
                address(user),
                tenant.now(),
                tenants.clock(tenant.name()).frozenAt().isPresent(),
                alert,
                prompts(tenant, user),
                messages(tenant, user),
                typed.otp().stream().map(otp -> otp(otp, tenant.now())).toList(),
                typed.recoveryCode());
    }

    // ---------------------------------------------------------------------------------------------------------------
    // pushes

    /** Whatever comes to the accounts on this phone, whoever's they are. */
    private List<Prompt> prompts(Tenant tenant, User user) {
        return pushes.newestTo(tenant, user.userId(), SHOWN).stream()
                .map(push -> prompt(tenant, user, push))
                .toList();
    }

    private Prompt prompt(Tenant tenant, User holder, Push push) {
        String text = outbox.find(tenant.name(), push.id())
                .map(kept -> kept.letter().text())
                .orElse("Did you just try to log in to " + tenant.friendlyName() + "?");
        List<String> from = new ArrayList<>();
        if (!push.userId().equals(holder.userId())) {
            from.add("for " + push.userId());
        }
        Map<String, Object> source = push.about("s");
        Stream.of(source.get("b"), source.get("os"), push.about("l"))
                .flatMap(part -> name(part).stream())
                .forEach(from::add);
        return new Prompt(push.id(), text, from, pushes.status(tenant, push), push.at());
    }

    private static Optional<String> name(@Nullable Object part) {
        return part instanceof Map<?, ?> named && named.get("n") instanceof String name && !name.equals(UNKNOWN)
                ? Optional.of(name)
                : Optional.empty();
    }

    // -------------------------------------------------------------------------------------------------------------
    // messages

    /** What was sent to this person, and to their addresses before it was known that they are theirs. */
    private List<Incoming> messages(Tenant tenant, User user) {
        Map<String, Kept> all = new LinkedHashMap<>();
        Stream<Wanted> wanted = Stream.concat(
                Stream.of(by(Optional.empty(), Optional.of(user.userId()))),
                Stream.of("email", "phone_number")
                        .flatMap(name -> user.text(name).stream())
                        .map(to -> by(Optional.of(to), Optional.empty())));
        wanted.flatMap(some -> outbox.newest(tenant.name(), some, SHOWN).stream())
                .filter(kept -> KINDS.containsKey(kept.letter().channel()))
                .forEach(kept -> all.put(kept.letter().id(), kept));
        return all.values().stream()
                .sorted(Comparator.comparing(Kept::number).reversed())
                .limit(SHOWN)
                .map(PhonePages::incoming)
                .toList();
    }

    private static Wanted by(Optional<String> to, Optional<String> user) {
        return new Wanted(to, Optional.empty(), user, Optional.empty(), Optional.empty());
    }

    private static Incoming incoming(Kept kept) {
        Letter letter = kept.letter();
        return new Incoming(
                letter.id(),
                KINDS.getOrDefault(letter.channel(), letter.channel()),
                letter.channel(),
                letter.to(),
                letter.subject(),
                letter.text(),
                letter.link().filter(link -> link.startsWith("https://") || link.startsWith("http://")),
                letter.at(),
                kept.outcomes().stream()
                        .map(Outcome::failure)
                        .flatMap(Optional::stream)
                        .map(Reason::why)
                        .findFirst());
    }

    private static Otp otp(Codes.Shows shows, Instant now) {
        Duration left =
                shows.validUntil().map(until -> Duration.between(now, until)).orElse(Duration.ZERO);
        return new Otp(shows.authenticatorId(), shows.code(), left, shows.active());
    }

    private static String address(User user) {
        return PATH + Redirect.encoded(user.userId());
    }
}
