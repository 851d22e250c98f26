package understudy.mfa;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.base.Reason;
import understudy.base.Vault;
import understudy.factor.Answer;
import understudy.factor.Challenge;
import understudy.factor.Factor;
import understudy.factor.Kind;
import understudy.factor.Message;
import understudy.factor.Shown;
import understudy.factor.Verdict;
import understudy.store.Buckets;
import understudy.store.Buckets.Limit;
import understudy.store.Database;
import understudy.tenant.Client;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.token.AccessTokens;
import understudy.token.Authorization;

/** The ceremony of a second factor: opened, challenged, answered. */
public final class Mfa {

    /** Ten wrong codes, one more every six minutes, per person and over all factors (authentication-api.md §1.6). */
    private static final Limit CODES = new Limit("mfa-code", 10, Duration.ofMinutes(6));

    /** A state that changes under our eyes this often is being hammered. */
    private static final int RETRIES = 100;

    private final Database db;
    private final Factors factors;
    private final AuthenticatorStore store;
    private final Transactions transactions;
    private final Enrolments enrolments;
    private final Buckets buckets;
    private final Witness witness;
    private final Courier courier;
    private final boolean limited;

    /** @param limited whether the code limit refuses; attempts are counted either way */
    public Mfa(
            Database db,
            Vault vault,
            Factors factors,
            AccessTokens accessTokens,
            Buckets buckets,
            Witness witness,
            Courier courier,
            boolean limited) {
        this.db = db;
        this.factors = factors;
        this.store = new AuthenticatorStore(vault);
        this.transactions = new Transactions(db, accessTokens);
        this.enrolments = new Enrolments(db, factors, store, witness, courier);
        this.buckets = buckets;
        this.witness = witness;
        this.courier = courier;
        this.limited = limited;
    }

    public Enrolments enrolments() {
        return enrolments;
    }

    public Factors factors() {
        return factors;
    }

    /** Asks for a second factor before {@code proven} is worth a token. */
    public Transactions.Opened open(Tenant tenant, Authorization proven) {
        return transactions.open(tenant, proven);
    }

    /**
     * What an MFA token of either kind lets its bearer do.
     *
     * @param client whose token it must be; empty where the request does not say which client asks
     * @throws MfaRefusal when it is malformed, used, expired or another client's
     */
    public Pass pass(Tenant tenant, Optional<Client> client, String mfaToken) {
        return transactions.pass(tenant, client, mfaToken);
    }

    /** A challenge opened: which authenticator, and what it shows. */
    public record Challenged(Kind kind, String authenticatorId, Optional<String> handle, Shown shown) {}

    /**
     * Opens a challenge for one of the person's active authenticators: the one named, else the first of a type that is asked for.
     *
     * @param types authenticator types that will do; empty for any
     * @throws MfaRefusal when there is none
     */
    public Challenged challenge(Tenant tenant, User user, Pass pass, List<String> types, Optional<String> authenticatorId) {
        if (pass.kind() != Pass.Kind.TRANSACTION) {
            throw notForAccessTokens();
        }
        List<Authenticator> active = db.with(handle -> store.of(handle, tenant.name(), user.userId())).stream()
                .filter(kept -> kept.active() && tenant.isOn(kept.factor()))
                .filter(kept -> kind(kept).standing() != Kind.Standing.FALLBACK)
                .toList();
        if (active.isEmpty()) {
            throw notEnrolled();
        }
        Authenticator chosen = authenticatorId.isPresent()
                ? active.stream()
                        .filter(kept -> kept.id().equals(authenticatorId.get()))
                        .findFirst()
                        .orElseThrow(() -> unknownAuthenticator(authenticatorId.get()))
                : active.get(0);
        if (!types.isEmpty() && !types.contains(kind(chosen).authenticatorType())) {
            chosen = active.stream()
                    .filter(kept -> authenticatorId.isEmpty())
                    .filter(kept -> types.contains(kind(kept).authenticatorType()))
                    .findFirst()
                    .orElseThrow(() -> otherTypesOnly(types, active));
        }
        return open(tenant, user, chosen.id(), factors.get(chosen.factor()));
    }

    /**
     * Takes an answer. A right one is burned, spends the transaction and completes what it was asked for, all in one database
     * transaction; a wrong one costs an attempt and nothing else.
     *
     * @throws MfaRefusal when the person has no such factor, the code limit is reached, or another answer was faster
     */
    public Redemption redeem(Tenant tenant, User user, Pass pass, String factorName, Answer answer) {
        Factor<?> factor = factors.get(factorName);
        return db.inTransaction(handle -> take(handle, tenant, user, pass, factor, answer)).get();
    }

    public void wipe(Handle handle, String tenant) {
        transactions.wipe(handle, tenant);
        store.wipe(handle, tenant);
        buckets.wipe(handle, tenant);
        witness.wipe(handle, tenant);
    }

    /** Decided inside the transaction, refused outside it: an exception inside would undo the attempt just counted. */
    private record Decision(Optional<Redemption> redemption, Optional<MfaRefusal> refusal) {

        static Decision of(Redemption redemption) {
            return new Decision(Optional.of(redemption), Optional.empty());
        }

        static Decision refused(MfaRefusal refusal) {
            return new Decision(Optional.empty(), Optional.of(refusal));
        }

        Redemption get() {
            refusal.ifPresent(refused -> {
                throw refused;
            });
            return redemption.orElseThrow();
        }
    }

    private <S extends Record> Decision take(
            Handle handle, Tenant tenant, User user, Pass pass, Factor<S> factor, Answer answer) {
        List<Authenticator> candidates = store.of(handle, tenant.name(), user.userId()).stream()
                .filter(kept -> kept.factor().equals(factor.kind().name()) && tenant.isOn(kept.factor()))
                .filter(kept -> mayAnswer(kept, pass))
                .toList();
        if (candidates.isEmpty()) {
            return Decision.refused(notEnrolled());
        }
        if (limited && !buckets.take(handle, tenant.name(), CODES, user.userId(), tenant.now())) {
            return Decision.refused(tooManyAttempts());
        }
        List<Verdict<S>> refused = new ArrayList<>();
        for (Authenticator candidate : candidates) {
            Verdict<S> verdict = ask(handle, tenant, user, factor, candidate, answer);
            switch (verdict.outcome()) {
                case ACCEPTED -> {
                    return accept(handle, tenant, user, pass, candidate, verdict);
                }
                case REJECTED, EXPIRED, PENDING -> refused.add(verdict);
            }
        }
        return Decision.of(refuse(handle, tenant, user, pass, nearest(refused)));
    }

    /** An active authenticator answers any transaction; one begun answers only the token it was begun with, to be confirmed. */
    private static boolean mayAnswer(Authenticator kept, Pass pass) {
        boolean begunHere = kept.enrolledUnder().filter(pass.key()::equals).isPresent();
        return switch (pass.kind()) {
            case TRANSACTION -> kept.active() || begunHere;
            case ACCESS_TOKEN -> !kept.active() && begunHere;
        };
    }

    /** The factor's word on the state as it is now: when somebody changed it meanwhile, it is read and asked again. */
    private <S extends Record> Verdict<S> ask(
            Handle handle, Tenant tenant, User user, Factor<S> factor, Authenticator candidate, Answer answer) {
        Authenticator current = candidate;
        for (int i = 0; i < RETRIES; i++) {
            S state = store.open(tenant.name(), current, factor.stateType());
            Verdict<S> verdict = factor.verify(state, answer, Enrolments.desk(tenant, user));
            boolean accepted = verdict.outcome() == Verdict.Outcome.ACCEPTED;
            boolean unchanged = !accepted && verdict.state().equals(state);
            if (unchanged || store.save(handle, tenant, current, verdict.state(), accepted)) {
                return verdict;
            }
            Optional<Authenticator> again = store.find(handle, tenant.name(), candidate.id());
            if (again.isEmpty()) {
                return Verdict.rejected(state, new Reason(
                        "authenticator.removed",
                        "authentication-api.md §5.4",
                        "the authenticator was removed while its code was checked",
                        "enrol again"));
            }
            current = again.get();
        }
        throw new IllegalStateException("authenticator " + candidate.id() + " never stands still");
    }

    private <S extends Record> Decision accept(
            Handle handle, Tenant tenant, User user, Pass pass, Authenticator candidate, Verdict<S> verdict) {
        if (pass.kind() == Pass.Kind.TRANSACTION && !transactions.spend(handle, tenant, pass)) {
            handle.rollback(); // the code is not burned: it did not open anything
            return Decision.refused(Transactions.alreadyUsed());
        }
        if (!candidate.active()) {
            store.activateDevice(handle, tenant, candidate.device());
            store.of(handle, tenant.name(), user.userId()).stream()
                    .filter(kept -> kind(kept).standing() == Kind.Standing.FALLBACK && !kept.active())
                    .forEach(kept -> store.activate(handle, tenant, kept.id()));
        }
        if (!verdict.shown().equals(Shown.nothing())) {
            witness.saw(
                    handle, tenant.name(), user.userId(), candidate.id(), candidate.factor(), verdict.shown());
        }
        if (limited) {
            buckets.giveBack(handle, tenant.name(), CODES, user.userId());
        }
        return Decision.of(new Redemption(
                Redemption.Outcome.ACCEPTED,
                pass.flow(),
                user.userId(),
                Optional.of(pass.proven().withSecondFactor(verdict.amr())),
                verdict.shown(),
                Optional.empty(),
                CODES.capacity()));
    }

    private <S extends Record> Redemption refuse(
            Handle handle, Tenant tenant, User user, Pass pass, Verdict<S> verdict) {
        Redemption.Outcome outcome = switch (verdict.outcome()) {
            case ACCEPTED, REJECTED -> Redemption.Outcome.REJECTED;
            case EXPIRED -> Redemption.Outcome.EXPIRED;
            case PENDING -> Redemption.Outcome.PENDING;
        };
        if (outcome == Redemption.Outcome.PENDING) {
            if (limited) {
                buckets.giveBack(handle, tenant.name(), CODES, user.userId());
            }
        } else if (!limited) {
            buckets.count(handle, tenant.name(), CODES, user.userId(), tenant.now());
        }
        return new Redemption(
                outcome,
                pass.flow(),
                user.userId(),
                Optional.empty(),
                Shown.nothing(),
                verdict.reason(),
                buckets.left(handle, tenant.name(), CODES, user.userId(), tenant.now()));
    }

    /** Of several refusals the one that says most: a replay or a drift belongs to a device that knew the code. */
    private static <S extends Record> Verdict<S> nearest(List<Verdict<S>> refused) {
        return refused.stream()
                .filter(verdict -> verdict.reason()
                        .filter(reason -> !reason.check().endsWith(".mismatch"))
                        .isPresent())
                .findFirst()
                .orElse(refused.get(0));
    }

    private <S extends Record> Challenged open(Tenant tenant, User user, String id, Factor<S> factor) {
        List<Message> messages = new ArrayList<>();
        Challenged opened = db.inTransaction(handle -> {
            messages.clear();
            for (int i = 0; i < RETRIES; i++) {
                Authenticator kept =
                        store.find(handle, tenant.name(), id).orElseThrow(() -> unknownAuthenticator(id));
                S state = store.open(tenant.name(), kept, factor.stateType());
                Challenge<S> challenge = factor.challenge(state, Enrolments.desk(tenant, user));
                if (challenge.state().equals(state) || store.save(handle, tenant, kept, challenge.state(), false)) {
                    messages.addAll(challenge.messages());
                    return new Challenged(factor.kind(), id, challenge.handle(), challenge.shown());
                }
            }
            throw new IllegalStateException("authenticator " + id + " never stands still");
        });
        messages.forEach(message -> courier.send(tenant, user.userId(), message));
        return opened;
    }

    private Kind kind(Authenticator kept) {
        return factors.get(kept.factor()).kind();
    }

    private static MfaRefusal notEnrolled() {
        return new MfaRefusal(MfaRefusal.Kind.NOT_ENROLLED, new Reason(
                        "enrolment.none",
                        "authentication-api.md §5.1",
                        "the person has no active authenticator that this could be asked of",
                        "enrol one with POST /mfa/associate and confirm it"));
    }

    private MfaRefusal otherTypesOnly(List<String> asked, List<Authenticator> active) {
        String supported = String.join(
                " ", active.stream().map(kept -> kind(kept).authenticatorType()).distinct().toList());
        return new MfaRefusal(MfaRefusal.Kind.OTHER_TYPES_ONLY, new Reason(
                        "challenge.type",
                        "authentication-api.md §5.1",
                        "none of the challenge types asked for is among the person's: " + supported,
                        "ask for one of those, or leave challenge_type away"), String.join(" ", asked), supported);
    }

    private static MfaRefusal unknownAuthenticator(String id) {
        return new MfaRefusal(MfaRefusal.Kind.AUTHENTICATOR_UNKNOWN, new Reason(
                        "authenticator.unknown",
                        "authentication-api.md §5.1",
                        "this person has no active authenticator " + id,
                        "take the id from GET /mfa/authenticators"), id);
    }

    private static MfaRefusal notForAccessTokens() {
        return new MfaRefusal(MfaRefusal.Kind.TOKEN_MALFORMED, new Reason(
                        "mfa_token.access_token",
                        "authentication-api.md §4.2",
                        "an access token cannot open a challenge: it only confirms what was enrolled with it",
                        "send the mfa_token of an mfa_required answer"));
    }

    private static MfaRefusal tooManyAttempts() {
        return new MfaRefusal(MfaRefusal.Kind.TOO_MANY_ATTEMPTS, new Reason(
                        "mfa.code_limit",
                        "authentication-api.md §1.6",
                        "ten wrong codes have been given; one more is admitted every six minutes",
                        "wait six minutes, or advance the lab's clock by PT6M"));
    }
}
