package understudy.mfa;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import understudy.base.Reason;
import understudy.factor.Answer;
import understudy.factor.Factor;
import understudy.factor.Kind;
import understudy.factor.Kind.Standing;
import understudy.factor.Shown;
import understudy.factor.Verdict;
import understudy.store.Buckets;
import understudy.store.Buckets.Limit;
import understudy.store.Database;
import understudy.store.Saving;
import understudy.tenant.Lockouts;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;

/** Takes answers: counts the attempt, asks the factor, burns what was right and spends the transaction, all at once. */
final class Answers {

    /** Ten wrong codes, one more every six minutes, per person and over all factors (authentication-api.md §1.6). */
    private static final Limit CODES = new Limit("mfa-code", 10, Duration.ofMinutes(6));

    static final Reason DUPLICATE = new Reason(
            "authenticator.duplicate",
            "WebAuthn Level 3 §7.1 step 26",
            "A credential of that id is enrolled already, by this person or by another one.",
            "Enrol a key that makes a new credential; excludeCredentials tells it which ones there are.");

    private final Database db;
    private final Factors factors;
    private final AuthenticatorStore store;
    private final Owned owned;
    private final OobCodes oobCodes;
    private final Fallbacks fallbacks;
    private final Transactions transactions;
    private final Buckets buckets;
    private final Lockouts lockouts;
    private final Witness witness;
    private final boolean limited;

    Answers(
            Database db,
            Factors factors,
            AuthenticatorStore store,
            Owned owned,
            OobCodes oobCodes,
            Fallbacks fallbacks,
            Transactions transactions,
            Buckets buckets,
            Lockouts lockouts,
            Witness witness,
            boolean limited) {
        this.db = db;
        this.factors = factors;
        this.store = store;
        this.owned = owned;
        this.oobCodes = oobCodes;
        this.fallbacks = fallbacks;
        this.transactions = transactions;
        this.buckets = buckets;
        this.lockouts = lockouts;
        this.witness = witness;
        this.limited = limited;
    }

    /**
     * Which of a person's authenticators an answer is for.
     *
     * @param authenticatorId empty for whichever it fits
     * @param byItself whether it is confirmed with nothing beside it, so that no recovery code comes to life with it
     */
    record Aim(Optional<String> authenticatorId, boolean byItself) {

        /** What the answer names, if it names anything. */
        static Aim at(Optional<String> authenticatorId) {
            return new Aim(authenticatorId, false);
        }

        static Aim alone(String authenticatorId) {
            return new Aim(Optional.of(authenticatorId), true);
        }

        boolean isAt(Authenticator kept) {
            return authenticatorId.isEmpty() || authenticatorId.get().equals(kept.id());
        }
    }

    Redemption redeem(
            Tenant tenant,
            User user,
            Pass pass,
            Aim aim,
            String factorName,
            Answer answer,
            Function<Redemption, Saving> alongside) {
        Factor<?> factor = factors.get(factorName);
        if (lockouts.locksOut(tenant, Optional.of(user.userId()), Optional.of(factorName))) {
            throw MfaRefusal.tooManyAttempts();
        }
        return db.inTransaction(handle -> {
                    Decision decision = take(handle, tenant, user, pass, aim, factor, answer);
                    decision.accepted()
                            .filter(redemption -> !alongside.apply(redemption).in(handle))
                            .ifPresent(redemption -> {
                                throw MfaRefusal
                                        .usedToken(); // inside: what came of it cannot be kept, so all is undone
                            });
                    return decision;
                })
                .get();
    }

    /** Decided inside the transaction, refused outside it: an exception inside would undo the attempt just counted. */
    private record Decision(Optional<Redemption> redemption, Optional<MfaRefusal> refusal) {

        static Decision of(Redemption redemption) {
            return new Decision(Optional.of(redemption), Optional.empty());
        }

        static Decision refused(MfaRefusal refusal) {
            return new Decision(Optional.empty(), Optional.of(refusal));
        }

        Optional<Redemption> accepted() {
            return redemption.filter(taken -> taken.outcome() == Redemption.Outcome.ACCEPTED);
        }

        Redemption get() {
            refusal.ifPresent(refused -> {
                throw refused;
            });
            return redemption.orElseThrow();
        }
    }

    private <S extends Record> Decision take(
            Handle handle, Tenant tenant, User user, Pass pass, Aim aim, Factor<S> factor, Answer answer) {
        List<Authenticator> all = all(handle, tenant, user, pass);
        List<Authenticator> aimedAt = all.stream()
                .filter(kept -> kept.factor().equals(factor.kind().name()) && aim.isAt(kept))
                .toList();
        List<Authenticator> candidates = candidates(tenant, pass, all, aimedAt);
        if (candidates.isEmpty()) {
            return Decision.refused(
                    switch (pass.kind()) {
                        case TRANSACTION ->
                            factors.hasUsable(tenant, all) && isWaiting(pass, aimedAt)
                                    ? MfaRefusal.enrolledMeanwhile()
                                    : MfaRefusal.notEnrolled();
                        case ACCESS_TOKEN -> MfaRefusal.accessTokenBeganNothing();
                    });
        }
        if (limited && !buckets.take(handle, tenant.name(), CODES, user.userId(), tenant.now())) {
            return Decision.refused(MfaRefusal.tooManyAttempts()
                    .retryingAfter(buckets.untilNext(handle, tenant.name(), CODES, user.userId(), tenant.now())));
        }
        if (factor.several().isPresent() && candidates.size() > 1) {
            Users.lock(handle, tenant.name(), user.userId()); // all of them may change, by whichever is first
        }
        List<Verdict<S>> refused = new ArrayList<>();
        for (Authenticator candidate : candidates) {
            Verdict<S> verdict = ask(handle, tenant, user, pass, factor, candidate, answer);
            switch (verdict.outcome()) {
                case ACCEPTED -> {
                    closeForOthers(handle, tenant, factor, candidate, candidates, verdict.state());
                    Decision accepted = accept(handle, tenant, user, pass, candidate, verdict);
                    closeCodes(handle, tenant, candidate, answer);
                    if (!candidate.active()) {
                        store.activateDevice(handle, tenant, candidate.device());
                        fallbacks.settle(handle, tenant, user, pass, aim.byItself());
                    }
                    return accepted;
                }
                case REJECTED, EXPIRED, PENDING -> refused.add(verdict);
            }
        }
        return Decision.of(refuse(handle, tenant, user, pass, answer, nearest(refused)));
    }

    /** How an answer would be taken now, nothing being taken: whether a device has answered yet. */
    <S extends Record> Verdict.Outcome look(
            Tenant tenant, User user, Pass pass, String authenticatorId, Factor<S> factor, Answer answer) {
        return db.read(handle -> owned.of(handle, tenant, user)).stream()
                .filter(kept -> kept.id().equals(authenticatorId))
                .findFirst()
                .map(kept -> factor.verify(
                                store.open(tenant.name(), kept, factor.stateType()),
                                answer,
                                Desks.of(tenant, user, factor, pass))
                        .outcome())
                .orElse(Verdict.Outcome.REJECTED);
    }

    private List<Authenticator> all(Handle handle, Tenant tenant, User user, Pass pass) {
        List<Authenticator> all = owned.of(handle, tenant, user);
        if (!isWaiting(pass, all)) {
            return all;
        }
        // Two first enrolments may be confirmed at once: whoever waits here sees that the other was faster.
        Users.lock(handle, tenant.name(), user.userId());
        return owned.of(handle, tenant, user);
    }

    private static boolean isWaiting(Pass pass, List<Authenticator> some) {
        return some.stream().anyMatch(kept -> kept.isBegunWith(pass));
    }

    private List<Authenticator> candidates(
            Tenant tenant, Pass pass, List<Authenticator> all, List<Authenticator> aimedAt) {
        if (all.stream().anyMatch(kept -> kind(kept).standing() == Standing.INDEPENDENT && pass.isOutdatedBy(kept))) {
            return List.of(); // refused as a token that began nothing
        }
        boolean enrolled = factors.hasUsable(tenant, all);
        return aimedAt.stream()
                .filter(kept -> tenant.isOn(kept.factor()))
                .filter(kept -> kept.active() || kind(kept).standing() != Standing.FALLBACK)
                .filter(kept -> mayAnswer(kept, pass, enrolled))
                .toList();
    }

    /**
     * An active authenticator answers any transaction; one begun answers only the token it was begun with, to be confirmed. With an
     * opaque token it can be confirmed only while there is no active factor, which would have to be proven first.
     */
    private static boolean mayAnswer(Authenticator kept, Pass pass, boolean enrolled) {
        return switch (pass.kind()) {
            case TRANSACTION -> kept.active() || (kept.isBegunWith(pass) && !enrolled);
            case ACCESS_TOKEN -> kept.isBegunWith(pass);
        };
    }

    /** The factor's word on the state as it is now: when somebody changed it meanwhile, it is read and asked again. */
    private <S extends Record> Verdict<S> ask(
            Handle handle,
            Tenant tenant,
            User user,
            Pass pass,
            Factor<S> factor,
            Authenticator candidate,
            Answer answer) {
        Authenticator current = candidate;
        for (int i = 0; i < AuthenticatorStore.RETRIES; i++) {
            S state = store.open(tenant.name(), current, factor.stateType());
            Verdict<S> said = factor.verify(state, answer, Desks.of(tenant, user, factor, pass));
            Verdict<S> verdict =
                    isTaken(handle, tenant, factor, current, said) ? Verdict.rejected(state, DUPLICATE) : said;
            boolean accepted = verdict.outcome() == Verdict.Outcome.ACCEPTED;
            boolean unchanged = !accepted && verdict.state().equals(state);
            if (unchanged || store.save(handle, tenant, current, verdict.state(), accepted)) {
                return verdict;
            }
            Optional<Authenticator> again = store.find(handle, tenant.name(), candidate.id());
            if (again.isEmpty()) {
                return Verdict.rejected(
                        state,
                        new Reason(
                                "authenticator.removed",
                                "authentication-api.md §5.4",
                                "the authenticator was removed while its code was checked",
                                "enrol again"));
            }
            current = again.get();
        }
        throw new IllegalStateException("authenticator " + candidate.id() + " never stands still");
    }

    /** What exists once in a tenant can be enrolled once, by whomever. */
    private <S extends Record> boolean isTaken(
            Handle handle, Tenant tenant, Factor<S> factor, Authenticator candidate, Verdict<S> verdict) {
        if (candidate.active() || verdict.outcome() != Verdict.Outcome.ACCEPTED) {
            return false;
        }
        return factor.identifier(verdict.state())
                .filter(name -> !store.claim(handle, tenant.name(), candidate.factor(), name, candidate.id()))
                .isPresent();
    }

    private void closeCodes(Handle handle, Tenant tenant, Authenticator answered, Answer answer) {
        if (answer instanceof Answer.OutOfBand named) {
            oobCodes.close(handle, tenant, answered.id(), named.handle());
        }
    }

    /** A challenge that several could have answered is answered for all of them. */
    private <S extends Record> void closeForOthers(
            Handle handle,
            Tenant tenant,
            Factor<S> factor,
            Authenticator answered,
            List<Authenticator> candidates,
            S accepted) {
        factor.several()
                .ifPresent(several -> candidates.stream()
                        .filter(other -> other.active() && !other.id().equals(answered.id()))
                        .forEach(other -> store.change(
                                handle,
                                tenant,
                                other.id(),
                                factor.stateType(),
                                state -> several.close(state, accepted))));
    }

    private <S extends Record> Decision accept(
            Handle handle, Tenant tenant, User user, Pass pass, Authenticator candidate, Verdict<S> verdict) {
        if (pass.kind() == Pass.Kind.TRANSACTION && !transactions.spend(handle, tenant, pass)) {
            // Thrown inside, unlike other refusals: the code opened nothing, so its burning is undone.
            throw MfaRefusal.usedToken();
        }
        if (pass.kind() == Pass.Kind.TRANSACTION) {
            oobCodes.closeAll(handle, tenant, pass);
        }
        if (!verdict.shown().equals(Shown.nothing())) {
            witness.saw(handle, tenant.name(), user.userId(), candidate.id(), candidate.factor(), verdict.shown());
        }
        if (limited) {
            buckets.giveBack(handle, tenant.name(), CODES, user.userId());
        }
        return Decision.of(new Redemption(
                Redemption.Outcome.ACCEPTED,
                pass.flow(),
                user.userId(),
                Optional.of(pass.proven().withSecondFactor(verdict.amr(), Optional.of(tenant.now()))),
                candidate.active() ? Optional.empty() : Optional.of(candidate.id()),
                verdict.shown(),
                Optional.empty(),
                CODES.capacity()));
    }

    private <S extends Record> Redemption refuse(
            Handle handle, Tenant tenant, User user, Pass pass, Answer answer, Verdict<S> verdict) {
        if (pass.kind() == Pass.Kind.TRANSACTION && !transactions.isOpen(handle, tenant, pass)) {
            // Thrown inside: a moment later it would not have been looked at, so it costs no attempt.
            throw MfaRefusal.usedToken();
        }
        Redemption.Outcome outcome = switch (verdict.outcome()) {
            case ACCEPTED, REJECTED -> Redemption.Outcome.REJECTED;
            case EXPIRED -> Redemption.Outcome.EXPIRED;
            case PENDING -> Redemption.Outcome.PENDING;
        };
        if (!answer.isGuess()) {
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

    private Kind kind(Authenticator kept) {
        return factors.get(kept.factor()).kind();
    }
}
