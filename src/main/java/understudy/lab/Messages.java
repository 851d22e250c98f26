package understudy.lab;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import understudy.base.Reason;
import understudy.delivery.Delivered;
import understudy.delivery.Delivered.Outcome;
import understudy.delivery.Delivery;
import understudy.delivery.Dispatch;
import understudy.delivery.Letter;
import understudy.delivery.LetterBody;
import understudy.factor.Message;
import understudy.http.Flow;
import understudy.http.Presence;
import understudy.lab.LabRefusal.Kind;
import understudy.lab.Outbox.Kept;
import understudy.lab.Outbox.Wanted;
import understudy.lab.Waiters.TenantGone;
import understudy.tenant.Tenant;

/** The outbox: what people were sent, listed, waited for, cleared. */
final class Messages {

    static final List<String> CHANNELS = List.of("sms", "voice", "email", "push");

    private static final long DEFAULT_SECONDS = 10;
    private static final long MOST_SECONDS = 60;
    private static final int DEFAULT_LIMIT = 100;
    private static final int LARGEST_LIMIT = 1_000;
    private static final int NAMED_INSTEAD = 5;

    private static final int LONGEST = 255;
    private static final int LONGEST_TEMPLATE = 64;
    private static final int LONGEST_OOB_CODE = 1_000;

    private final Delivery delivery;
    private final Outbox outbox;
    private final Waiters waiters;
    private final Latest latest;

    Messages(Delivery delivery, Outbox outbox, Waiters waiters, Latest latest) {
        this.delivery = delivery;
        this.outbox = outbox;
        this.waiters = waiters;
        this.latest = latest;
    }

    void list(Context http, Tenant tenant, Fields said) {
        int limit = said.number("limit", 1, LARGEST_LIMIT).map(Long::intValue).orElse(DEFAULT_LIMIT);
        LabApi.answer(
                http,
                outbox.newest(tenant.name(), wanted(tenant, said), limit).stream()
                        .map(Messages::body)
                        .toList());
    }

    /** Sends one as the house would, to try templates and carriers. */
    void send(Context http, Tenant tenant, Fields said) {
        String channel = said.choice("channel", CHANNELS).orElseThrow(() -> said.missing("channel"));
        Message message = new Message(
                channel,
                said.text("to", LONGEST).orElseThrow(() -> said.missing("to")),
                said.text("template", LONGEST_TEMPLATE)
                        .map(name -> known(said, tenant, channel, name))
                        .orElse("verification"),
                said.object("values").map(values -> texts(said, values)).orElse(Map.of()));
        Delivered delivered = delivery.send(
                tenant,
                new Dispatch(
                        said.text("user", LONGEST).map(user -> latest.user(tenant, user)),
                        message,
                        said.text("oob_code", LONGEST_OOB_CODE),
                        Optional.of(Flow.of(http))));
        LabApi.answer(
                http, body(outbox.find(tenant.name(), delivered.letterId()).orElseThrow()));
    }

    private static String known(Fields said, Tenant tenant, String channel, String name) {
        Set<String> names = Delivery.templates(tenant, channel);
        if (!names.contains(name)) {
            throw said.wrong("template", "one of " + String.join(", ", names));
        }
        return name;
    }

    void clear(Context http, Tenant tenant, Fields said) {
        LabApi.answer(http, Map.of("deleted", outbox.clear(tenant.name(), wanted(tenant, said))));
    }

    void await(Context http, Tenant tenant, Fields said) {
        Wanted wanted = wanted(tenant, said);
        long seconds = said.number("timeout", 0, MOST_SECONDS).orElse(DEFAULT_SECONDS);
        CompletableFuture<Optional<Kept>> answer = waiters.join(
                        tenant.name(), wanted, seconds, Presence.of(http)::isGone)
                .orElseThrow(() -> new LabRefusal(
                        Kind.TOO_MANY_WAITERS,
                        Waiters.MOST + " wait already. Let some of them go, or read GET /lab/api/messages."));
        http.future(() -> answer.handleAsync((found, failure) -> {
            if (failure instanceof TenantGone) {
                LabApi.refuse(http, new LabRefusal(Kind.UNKNOWN_TENANT, ended(tenant)));
            } else if (failure != null) {
                LabApi.refuse(http, new LabRefusal(Kind.STOPPING, "Ask again once it runs."));
            } else if (found.isPresent()) {
                LabApi.answer(http, body(found.get()));
            } else {
                LabApi.refuse(http, new LabRefusal(Kind.NO_MESSAGE, instead(tenant, seconds)));
            }
            return true;
        }));
    }

    private Wanted wanted(Tenant tenant, Fields said) {
        return new Wanted(
                said.text("to"),
                said.choice("channel", CHANNELS),
                said.text("user").map(user -> latest.user(tenant, user)),
                said.text("template"),
                said.text("after").map(id -> after(tenant, id)));
    }

    private long after(Tenant tenant, String id) {
        Optional<Long> number = outbox.number(tenant.name(), id);
        if (number.isEmpty() && id.equals(Latest.WORD)) {
            return 0;
        }
        return number.orElseThrow(() -> new LabRefusal(
                Kind.UNKNOWN_MESSAGE, "GET /lab/api/messages lists those there are; latest is the newest of them."));
    }

    private static Map<String, String> texts(Fields said, Map<String, Object> values) {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (!(value instanceof String text)) {
                throw said.wrong("values", "an object of texts");
            }
            texts.put(name, text);
        });
        return texts;
    }

    /** What there is when nothing came, for whoever named another address than they thought. */
    private String instead(Tenant tenant, long seconds) {
        List<Kept> kept = outbox.newest(
                tenant.name(),
                new Wanted(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                NAMED_INSTEAD);
        String there = kept.isEmpty()
                ? "The outbox of " + tenant.name() + " is empty: did anything send one?"
                : "The newest there are: "
                        + String.join(", ", kept.stream().map(Messages::line).toList())
                        + ". GET /lab/api/messages shows all.";
        return "None came in " + seconds + " s. " + there + others(tenant);
    }

    private static String ended(Tenant tenant) {
        return "The tenant " + tenant.name() + " was deleted or its ttl ran out while you waited."
                + " GET /lab/api/tenants lists those that are there.";
    }

    /** A wait that somebody has left behind takes messages, too. */
    private String others(Tenant tenant) {
        long count = waiters.count(tenant.name());
        return count == 0 ? "" : " Others wait, too: " + count + ".";
    }

    private static String line(Kept kept) {
        Letter letter = kept.letter();
        return letter.channel() + " to " + letter.to() + " (" + letter.template() + ", " + letter.id()
                + (kept.taken() ? ", a wait has had it)" : ")");
    }

    static Map<String, @Nullable Object> body(Kept kept) {
        Map<String, @Nullable Object> body = LetterBody.of(kept.letter());
        body.put("carriers", kept.outcomes().stream().map(Messages::outcome).toList());
        return body;
    }

    private static Map<String, Object> outcome(Outcome outcome) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("carrier", outcome.carrier());
        body.put("delivered", outcome.failure().isEmpty());
        if (outcome.failure().isPresent()) {
            Reason reason = outcome.failure().get();
            body.put("check", reason.check());
            body.put("why", reason.why());
            body.put("fix", reason.fix());
        }
        return body;
    }
}
