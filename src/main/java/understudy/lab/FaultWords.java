package understudy.lab;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import understudy.factor.Factor;
import understudy.lab.FaultStore.Kept;
import understudy.lab.Harm.Where;
import understudy.lab.LabRefusal.Kind;
import understudy.mfa.Mfa;
import understudy.tenant.Tenant;

/** How the lab speaks of a fault, and what it makes of what a test says. */
final class FaultWords {

    static final Shape ASKED = Shape.of("NewFault", """
            {"kind":"status","at":"POST /oauth/token","user":"auth0|bob","factor":"otp","times":1,
             "status":503,"error":"temporarily_unavailable","error_description":"Service Unavailable",
             "delay":"PT2S","retry_after":"PT1S"}""").sample("""
            {"at":"POST /oauth/token","status":503,"times":2}""").orNull("times");

    static final Shape SHAPE = Shape.of("Fault", """
            {"id":"p3V…","kind":"status","at":"POST /oauth/token","user":"auth0|bob","factor":"otp","status":503,
             "error":"temporarily_unavailable","error_description":"Service Unavailable","delay":"PT2S","retry_after":"PT1S",
             "times":2,"left":1,"hits":1,"since":"2026-03-01T09:00:00Z"}""").orNull("times", "left");

    /** Fields that only some kinds of fault have. */
    private static final List<String> PARTICULAR =
            List.of("status", "delay", "error", "error_description", "retry_after");

    /** Channels of messages that belong to no factor, too. */
    private static final List<String> CHANNELS = List.of("sms", "voice", "email", "push-notification");

    private static final Duration LONGEST_RETRY = Duration.ofHours(1);
    private static final long MOST_TIMES = 1_000_000;
    private static final int LONGEST_TEXT = 300;

    private final Mfa mfa;
    private final Latest latest;

    FaultWords(Mfa mfa, Latest latest) {
        this.mfa = mfa;
        this.latest = latest;
    }

    static Map<String, @Nullable Object> of(Kept kept) {
        Fault fault = kept.fault();
        Map<String, @Nullable Object> said = new LinkedHashMap<>();
        said.put("id", kept.id());
        said.put("kind", fault.harm().wire());
        fault.at().ifPresent(place -> said.put("at", place.text()));
        fault.user().ifPresent(id -> said.put("user", id));
        fault.factor().ifPresent(name -> said.put("factor", name));
        fault.status().ifPresent(status -> said.put("status", status));
        fault.error().ifPresent(code -> said.put("error", code));
        fault.errorDescription().ifPresent(words -> said.put("error_description", words));
        fault.delay().ifPresent(delay -> said.put("delay", delay.toString()));
        fault.retryAfter().ifPresent(wait -> said.put("retry_after", wait.toString()));
        said.put("times", fault.times().orElse(null));
        said.put("left", kept.left().orElse(null));
        said.put("hits", kept.hits());
        said.put("since", kept.since().toString());
        return said;
    }

    /** @throws LabRefusal when it makes no sense, or speaks of what there is not */
    Fault fault(Tenant tenant, Fields said) {
        Harm harm = harm(said);
        refuseWhatDoesNotFit(harm, said);
        return new Fault(
                harm,
                said.text("at").map(text -> place(said, text)),
                said.text("user").map(id -> latest.existingUser(tenant, id).userId()),
                said.text("factor").map(name -> factor(said, harm, name)),
                said.duration("delay").map(by -> within(said, "delay", by, harm.longestDelay())),
                said.count("status", 599).map(status -> status(said, status.intValue())),
                said.text("error").map(code -> code(said, code)),
                said.text("error_description").map(words -> words(said, words)),
                said.duration("retry_after").map(wait -> within(said, "retry_after", wait, LONGEST_RETRY)),
                times(said));
    }

    /** Where it is not said, what else is said tells. */
    private static Harm harm(Fields said) {
        return said.choice("kind", Harm.names())
                .map(Harm::named)
                .or(() -> said.has("status") ? Optional.of(Harm.STATUS) : Optional.empty())
                .or(() -> said.has("delay") ? Optional.of(Harm.DELAY) : Optional.empty())
                .orElseThrow(() -> new LabRefusal(
                        Kind.BAD_VALUE,
                        "\"kind\" is missing, and neither status nor delay tells which is meant. The kinds are "
                                + String.join(", ", Harm.names()) + "."));
    }

    private static void refuseWhatDoesNotFit(Harm harm, Fields said) {
        for (String field : PARTICULAR) {
            if (said.has(field) && !harm.takes(field)) {
                throw new LabRefusal(
                        Kind.BAD_VALUE,
                        "A fault of the kind " + harm.wire() + " has no \"" + field + "\"" + alternative(harm, field)
                                + ".");
            }
            if (!said.has(field) && harm.needs().contains(field)) {
                throw said.missing(field);
            }
        }
    }

    private static String alternative(Harm harm, String field) {
        if (field.equals("delay") && harm.where() == Where.WITH_A_MESSAGE) {
            return ": a message that comes later is a " + Harm.LATE_MESSAGE.wire();
        }
        return field.equals("status") ? ": leave it away, or the kind" : ": leave it away";
    }

    private static Place place(Fields said, String text) {
        Place place = Place.parse(text)
                .orElseThrow(
                        () -> said.wrong(
                                "at",
                                "a path with or without one of the methods " + String.join(", ", Place.METHODS)
                                        + " before it (POST /oauth/token, /u/*, DELETE /mfa/authenticators/{id}), without a query"));
        if (Gate.isApart(place.path())) {
            throw new LabRefusal(
                    Kind.BAD_VALUE,
                    "No fault strikes at " + place.path()
                            + ": the lab, the health paths and what pages load always work. Choose a path of the tenant's.");
        }
        return place;
    }

    private String factor(Fields said, Harm harm, String name) {
        String meant = factorOf(name);
        List<String> known = Stream.concat(
                        mfa.factors().all().stream().map(Factor::kind).map(kind -> kind.name()), CHANNELS.stream())
                .distinct()
                .toList();
        if (!known.contains(meant)) {
            throw said.wrong("factor", "one of " + String.join(", ", known));
        }
        if (harm.where() == Where.WITH_A_MESSAGE && !CHANNELS.contains(meant)) {
            throw new LabRefusal(
                    Kind.BAD_VALUE,
                    "No message is sent for " + meant + ". Those that are: " + String.join(", ", CHANNELS) + ".");
        }
        return meant;
    }

    /** By the channel of its messages. */
    static String factorOf(String channel) {
        return channel.equals("push") ? "push-notification" : channel;
    }

    private static int status(Fields said, int status) {
        if (status < 400) {
            throw said.wrong("status", "an error, from 400 to 599");
        }
        return status;
    }

    private static Duration within(Fields said, String field, Duration given, Duration longest) {
        if (given.isNegative() || given.isZero() || given.compareTo(longest) > 0) {
            throw said.wrong(field, "more than nothing and at most " + longest);
        }
        return given;
    }

    private static String code(Fields said, String code) {
        if (!code.matches("[\\w.-]{1,60}")) {
            throw said.wrong("error", "one word, as in invalid_request");
        }
        return code;
    }

    private static String words(Fields said, String words) {
        if (words.length() > LONGEST_TEXT) {
            throw said.wrong("error_description", "at most " + LONGEST_TEXT + " characters");
        }
        return words;
    }

    /** Once, unless more is said; null is for as long as the fault stands. */
    private static Optional<Long> times(Fields said) {
        if (said.isNull("times")) {
            return Optional.empty();
        }
        long times = said.count("times", MOST_TIMES).orElse(1L);
        if (times == 0) {
            throw said.wrong("times", "a whole number from 1, or null for until it is deleted");
        }
        return Optional.of(times);
    }
}
