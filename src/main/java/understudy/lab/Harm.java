package understudy.lab;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import understudy.delivery.Delivered;
import understudy.delivery.Letter;
import understudy.http.Hangup;
import understudy.lab.ArmedFaults.Struck;
import understudy.tenant.Tenant;

/** What a fault does: each kind does its own harm, and says what of a fault it needs and what makes no sense with it. */
enum Harm {
    /** The request is answered with a status, in the words of the API that was asked. */
    STATUS(Where.AT_THE_GATE, Set.of("status"), Set.of("delay", "error", "error_description", "retry_after")) {
        @Override
        void befall(Context http, Tenant tenant, Fault fault, FaultAnswers answers) {
            answers.status(http, tenant, fault);
            throw new Over();
        }
    },
    /** The request is let in late. */
    DELAY(Where.AT_THE_GATE, Set.of("delay"), Set.of()),
    /** The connection ends before anything is done. */
    DROPPED_CONNECTION(Where.AT_THE_GATE, Set.of(), Set.of("delay")) {
        @Override
        void befall(Context http, Tenant tenant, Fault fault, FaultAnswers answers) {
            throw new Over(); // hung up afterwards, when the log has it
        }

        @Override
        void afterwards(Context http) {
            Hangup.on(http);
        }

        @Override
        String fate(String answered) {
            return "was dropped";
        }
    },
    /** The work is done and kept; then the connection ends instead of an answer. */
    LOST_ANSWER(Where.AT_THE_GATE, Set.of(), Set.of("delay")) {
        @Override
        void afterwards(Context http) {
            Hangup.on(http);
        }

        @Override
        String fate(String answered) {
            return answered + ", which was lost";
        }
    },
    /** 429, as if too many requests had come. */
    RATE_LIMIT(Where.AT_THE_GATE, Set.of(), Set.of("delay", "retry_after")) {
        @Override
        void befall(Context http, Tenant tenant, Fault fault, FaultAnswers answers) {
            answers.rateLimit(http, tenant, fault);
            throw new Over();
        }
    },
    /** The next password or code is refused as if too many wrong ones had come; nothing is counted. */
    LOCKOUT(Where.WHERE_ATTEMPTS_ARE_COUNTED, Set.of(), Set.of()),
    /** A message never arrives; whoever sent it is told that it was sent. */
    LOST_MESSAGE(Where.WITH_A_MESSAGE, Set.of(), Set.of()) {
        @Override
        Delivered befall(Tenant tenant, Letter letter, Struck struck, FaultyPost post) {
            return post.lose(letter);
        }
    },
    /** A message arrives later, by the tenant's clock. */
    LATE_MESSAGE(Where.WITH_A_MESSAGE, Set.of("delay"), Set.of()) {
        @Override
        Delivered befall(Tenant tenant, Letter letter, Struck struck, FaultyPost post) {
            return post.delay(tenant, letter, struck.fault().delay().orElseThrow());
        }
    },
    /** Whoever would carry a message refuses it. */
    FAILED_MESSAGE(Where.WITH_A_MESSAGE, Set.of(), Set.of()) {
        @Override
        Delivered befall(Tenant tenant, Letter letter, Struck struck, FaultyPost post) {
            return post.refuse(tenant, letter, struck.reason());
        }
    };

    /** Where it strikes. */
    enum Where {
        /** Before the request reaches whoever answers it. */
        AT_THE_GATE,
        WHERE_ATTEMPTS_ARE_COUNTED,
        WITH_A_MESSAGE
    }

    /** The request has been dealt with; nobody else is to answer it. */
    static final class Over extends RuntimeException {
        Over() {
            super("a fault has dealt with the request", null, false, false);
        }
    }

    /** No client waits longer for an answer without giving up, and no test should. */
    static final Duration LONGEST_AT_THE_GATE = Duration.ofSeconds(30);

    /** Of the tenant's clock, which a test moves as it likes. */
    static final Duration LONGEST_ON_THE_WAY = Duration.ofDays(1);

    private final Where where;
    private final Set<String> needs;
    private final Set<String> takes;

    Harm(Where where, Set<String> needs, Set<String> takes) {
        this.where = where;
        this.needs = needs;
        this.takes = takes;
    }

    /** @throws Over when the request is not to go on */
    void befall(Context http, Tenant tenant, Fault fault, FaultAnswers answers) {}

    /** @return what whoever sent the message is told */
    Delivered befall(Tenant tenant, Letter letter, Struck struck, FaultyPost post) {
        throw new IllegalStateException(wire() + " is no fault of messages");
    }

    /** Once the request has been answered, and before the answer leaves. */
    void afterwards(Context http) {}

    /** What has become of a request, for the log of requests. */
    String fate(String answered) {
        return answered;
    }

    Where where() {
        return where;
    }

    /** Fields of a fault without which this harm cannot be done. */
    Set<String> needs() {
        return needs;
    }

    /** Whether a field that only some kinds have means something here. */
    boolean takes(String field) {
        return needs.contains(field) || takes.contains(field);
    }

    Duration longestDelay() {
        return where == Where.AT_THE_GATE ? LONGEST_AT_THE_GATE : LONGEST_ON_THE_WAY;
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Harm::wire).toList();
    }

    static Harm named(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
