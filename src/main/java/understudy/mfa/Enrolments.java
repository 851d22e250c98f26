package understudy.mfa;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import understudy.factor.Factor;
import understudy.factor.Kind;
import understudy.factor.Kind.Standing;
import understudy.factor.Message;
import understudy.factor.Particulars;
import understudy.factor.Shown;
import understudy.store.Database;
import understudy.store.Saving;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;

/** Beginning, listing and ending enrolments. */
public final class Enrolments {

    private final Database db;
    private final Factors factors;
    private final AuthenticatorStore store;
    private final Owned owned;
    private final Additions additions;
    private final Fallbacks fallbacks;
    private final OobCodes oobCodes;
    private final Witness witness;
    private final Sends sends;

    Enrolments(
            Database db,
            Factors factors,
            AuthenticatorStore store,
            Owned owned,
            Additions additions,
            Fallbacks fallbacks,
            OobCodes oobCodes,
            Witness witness,
            Sends sends) {
        this.db = db;
        this.factors = factors;
        this.store = store;
        this.owned = owned;
        this.additions = additions;
        this.fallbacks = fallbacks;
        this.oobCodes = oobCodes;
        this.witness = witness;
        this.sends = sends;
    }

    /**
     * An enrolment begun.
     *
     * @param name what lists call it
     * @param handle the factor's own name for the challenge that confirms it, if the answer must name one
     * @param oobCode what a client of the MFA API names that challenge by
     * @param recoveryCodes one, when this is the login's first enrolment, the person has none and the tenant gives recovery codes
     */
    public record Begun(
            String id,
            Kind kind,
            Optional<String> name,
            Shown shown,
            Optional<String> handle,
            Optional<String> oobCode,
            List<String> recoveryCodes,
            Optional<Undelivered> undelivered) {

        Begun sent(Optional<Undelivered> failure) {
            return new Begun(id, kind, name, shown, handle, oobCode, recoveryCodes, failure);
        }
    }

    /**
     * One line of a person's list.
     *
     * @param name what lists call it: what can be said of it without giving it away, else what its person calls it
     * @param nickname what its person calls it, where they gave it a name
     * @param details what its person is told of it in full
     * @param lastAuthAt when an answer was right for the last time
     */
    public record Listed(
            String id,
            Kind kind,
            boolean active,
            Optional<String> name,
            Optional<String> nickname,
            Map<String, String> details,
            Instant createdAt,
            Optional<Instant> lastAuthAt) {

        /** What twins share. */
        public String device() {
            return id.substring(id.indexOf('|') + 1);
        }
    }

    /**
     * Begins an enrolment; it counts once an answer has confirmed it.
     *
     * @throws MfaRefusal when the factor is off, the particulars are no good, an active factor must be proven first, or there is none
     *     for it to stand in beside
     */
    public Begun begin(Tenant tenant, User user, Pass pass, String factorName, Particulars given) {
        return begin(tenant, user, pass, factorName, given, begun -> Saving.NOTHING);
    }

    /**
     * The same, and whoever waits for the answer is kept with it: where another was faster nothing is begun, and nothing sent.
     *
     * @param alongside what to keep of an enrolment just begun, before anybody knows whether its message gets there
     * @throws understudy.store.Overtaken when that cannot be kept any more
     */
    public Begun begin(
            Tenant tenant,
            User user,
            Pass pass,
            String factorName,
            Particulars given,
            Function<Begun, Saving> alongside) {
        return begin(tenant, user, pass, factorName, given, true, alongside);
    }

    /**
     * The same with nothing beside it: where each thing is enrolled by itself, the recovery code too, which is confirmed with
     * {@link #replaceFallback}. What leans on another factor is begun only where there is one.
     */
    public Begun beginAlone(Tenant tenant, User user, Pass pass, String factorName, Particulars given) {
        return begin(tenant, user, pass, factorName, given, false, begun -> Saving.NOTHING);
    }

    private Begun begin(
            Tenant tenant,
            User user,
            Pass pass,
            String factorName,
            Particulars given,
            boolean withRecoveryCode,
            Function<Begun, Saving> alongside) {
        Factor<?> factor = factors.offered(tenant)
                .filter(kind -> kind.name().equals(factorName))
                .findFirst()
                .<Factor<?>>map(kind -> factors.get(kind.name()))
                .orElseThrow(() -> MfaRefusal.factorOff(factorName));
        List<Message> messages = new ArrayList<>();
        Begun begun = db.inTransaction(handle -> {
            messages.clear();
            Users.lock(handle, tenant.name(), user.userId()); // of one login's enrolments one brings the recovery code
            removeAbandoned(handle, tenant, user.userId());
            List<Authenticator> has = store.of(handle, tenant.name(), user.userId());
            if (pass.kind() == Pass.Kind.TRANSACTION && factors.hasUsable(tenant, has)) {
                throw MfaRefusal.alreadyEnrolled();
            }
            if (isOutdated(pass, has)) {
                throw MfaRefusal.outdatedAccessToken();
            }
            if (leansOnAnother(tenant, factor.kind()) && !factors.hasUsable(tenant, has)) {
                throw MfaRefusal.nothingBeside(factor.kind());
            }
            Additions.Place place = new Additions.Place(handle, tenant, user, Optional.of(pass.key()));
            Additions.Added added = additions.add(place, factor, given, Desks.of(tenant, user, factor, pass));
            messages.addAll(added.messages());
            sends.count(handle, tenant, user, factor.kind(), messages);
            Begun fresh = new Begun(
                    added.id(),
                    factor.kind(),
                    added.name(),
                    added.shown(),
                    added.handle(),
                    oobCodes.handOut(handle, tenant, pass, factor.kind(), added.id(), added.handle(), added.shown()),
                    withRecoveryCode ? fallbacks.handOut(place, pass, has) : List.of(),
                    Optional.empty());
            alongside.apply(fresh).orNothing(handle);
            return fresh;
        });
        return begun.sent(sends.send(tenant, pass, messages, begun.oobCode()));
    }

    /** Takes over what a seed says somebody has enrolled, already confirmed. */
    public void adopt(Handle handle, Tenant tenant, User user, String factorName, Map<String, String> particulars) {
        factors.find(factorName).ifPresent(factor -> {
            Additions.Added added = additions.add(
                    new Additions.Place(handle, tenant, user, Optional.empty()),
                    factor,
                    new Particulars(particulars),
                    Desks.of(tenant, user, factor));
            store.activateDevice(handle, tenant, added.device());
        });
    }

    /** What a person has, confirmed or not, as far as the tenant offers it; of twins the preferred one first. */
    public List<Listed> list(Tenant tenant, User user) {
        return db.read(handle -> owned.of(handle, tenant, user)).stream()
                .filter(kept -> tenant.isOn(kept.factor()))
                .map(kept -> listed(tenant, kept, factors.get(kept.factor())))
                .toList();
    }

    /** The kinds of what a person has confirmed, as far as the tenant offers them; nothing sealed is opened for that. */
    public Set<Kind> active(Tenant tenant, User user) {
        return db.read(handle -> owned.of(handle, tenant, user)).stream()
                .filter(kept -> kept.active() && tenant.isOn(kept.factor()))
                .map(kept -> factors.get(kept.factor()).kind())
                .collect(Collectors.toSet());
    }

    private <S extends Record> Listed listed(Tenant tenant, Authenticator kept, Factor<S> factor) {
        S state = store.open(tenant.name(), kept, factor.stateType());
        return new Listed(
                kept.id(),
                factor.kind(),
                kept.active(),
                factor.name(state).or(kept::name),
                kept.name(),
                factor.details(state),
                kept.createdAt(),
                kept.lastAuthAt());
    }

    /** Since when there is something to challenge that is enough by itself (a verified address, where nothing else is on). */
    public Optional<Instant> enrolledSince(Tenant tenant, User user) {
        return db.read(handle -> owned.of(handle, tenant, user)).stream()
                .filter(kept -> kept.active() && tenant.isOn(kept.factor()))
                .filter(kept -> factors.isEnough(
                        tenant, Stream.of(factors.get(kept.factor()).kind())))
                .map(kept -> kept.confirmedAt().orElse(kept.createdAt()))
                .min(Comparator.naturalOrder());
    }

    /** Whether the tenant offers a factor one could begin with. */
    public boolean canEnrol(Tenant tenant) {
        return factors.offered(tenant).anyMatch(kind -> kind.standing() == Standing.INDEPENDENT);
    }

    /**
     * Ends an enrolment with its twins; the recovery code goes with the last factor that stands by itself.
     *
     * @throws MfaRefusal when the person has no such authenticator, has it without having enrolled it, or enrolled another factor since
     *     the token was issued
     */
    public void remove(Tenant tenant, User user, Pass pass, String id) {
        db.read(handle -> owned.of(handle, tenant, user)).stream()
                .filter(kept -> kept.id().equals(id) && Owned.isGiven(kept))
                .findFirst()
                .ifPresent(given -> {
                    throw MfaRefusal.notRemovable(id);
                });
        boolean removed = db.inTransaction(handle -> {
            Optional<Authenticator> kept = own(handle, tenant, pass).stream()
                    .filter(found -> found.id().equals(id))
                    .findFirst();
            return kept.isPresent() && removeWithTwins(handle, tenant, kept.get());
        });
        if (!removed) {
            throw MfaRefusal.unknownAuthenticator(id);
        }
    }

    /** @return false when somebody else was faster */
    boolean removeWithTwins(Handle handle, Tenant tenant, Authenticator gone) {
        if (!remove(handle, tenant, gone.id())) {
            return false;
        }
        for (Authenticator other : store.of(handle, tenant.name(), gone.userId())) {
            if (other.device().equals(gone.device())) {
                remove(handle, tenant, other.id());
            }
        }
        List<Authenticator> left = store.of(handle, tenant.name(), gone.userId());
        if (!hasIndependent(left)) {
            fallbacks.removeAll(handle, tenant, left);
        }
        return true;
    }

    /** Forgets what was begun under that pass, with its twins, unless it was confirmed meanwhile. */
    public void abandon(Tenant tenant, Pass pass, String id) {
        forget(tenant, pass, kept -> kept.isOnDeviceOf(id));
    }

    /** The same of what nobody was told of, and of a recovery code that came with it: the next beginning brings another. */
    public void takeBack(Tenant tenant, Pass pass, Begun begun) {
        boolean broughtCode = !begun.recoveryCodes().isEmpty();
        forget(
                tenant,
                pass,
                kept -> kept.isOnDeviceOf(begun.id()) || (broughtCode && standing(kept) == Standing.FALLBACK));
    }

    private void forget(Tenant tenant, Pass pass, Predicate<Authenticator> which) {
        db.useTransaction(handle -> {
            Users.lock(handle, tenant.name(), pass.userId());
            store.of(handle, tenant.name(), pass.userId()).stream()
                    .filter(kept -> kept.isBegunWith(pass) && which.test(kept))
                    .forEach(kept -> remove(handle, tenant, kept.id()));
        });
    }

    /**
     * Gives an enrolment, with its twins of the same type, the name its person knows it by.
     *
     * @throws MfaRefusal when the person has no such authenticator, or enrolled another factor since the token was issued
     */
    public void rename(Tenant tenant, User user, Pass pass, String id, String name) {
        change(tenant, user, pass, id, (handle, kept) -> {
            String type = factors.get(kept.factor()).kind().requirement();
            return store.of(handle, tenant.name(), user.userId()).stream()
                    .filter(other -> other.isOnDeviceOf(id)
                            && factors.get(other.factor()).kind().requirement().equals(type))
                    .map(other -> store.rename(handle, tenant, other.id(), name))
                    .reduce(false, Boolean::logicalOr);
        });
    }

    /**
     * From now on this one is asked before its twins.
     *
     * @throws MfaRefusal as {@link #rename}
     */
    public void prefer(Tenant tenant, User user, Pass pass, String id) {
        change(tenant, user, pass, id, (handle, kept) -> store.prefer(handle, tenant, kept.device(), id));
    }

    private void change(Tenant tenant, User user, Pass pass, String id, BiPredicate<Handle, Authenticator> changing) {
        db.useTransaction(handle -> {
            own(handle, tenant, pass);
            Authenticator kept = owned.of(handle, tenant, user).stream()
                    .filter(one -> one.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> MfaRefusal.unknownAuthenticator(id));
            owned.keep(handle, tenant, kept);
            if (!changing.test(handle, kept)) {
                throw MfaRefusal.unknownAuthenticator(id);
            }
        });
    }

    /**
     * Puts a recovery code begun under that pass in the place of the one there was.
     *
     * @throws MfaRefusal when it does not wait any more, or there is nothing left for it to stand in for
     */
    public void replaceFallback(Tenant tenant, Pass pass, String id) {
        db.useTransaction(handle -> {
            List<Authenticator> has = own(handle, tenant, pass);
            fallbacks.replace(handle, tenant, pass, has, id);
        });
    }

    /** What the bearer has, with nobody else at it; a token from before another factor was enrolled may not touch it. */
    private List<Authenticator> own(Handle handle, Tenant tenant, Pass pass) {
        Users.lock(handle, tenant.name(), pass.userId());
        List<Authenticator> has = store.of(handle, tenant.name(), pass.userId());
        if (isOutdated(pass, has)) {
            throw MfaRefusal.outdatedAccessToken();
        }
        return has;
    }

    private void removeAbandoned(Handle handle, Tenant tenant, String userId) {
        store.abandoned(handle, tenant, userId).forEach(id -> remove(handle, tenant, id));
    }

    private boolean remove(Handle handle, Tenant tenant, String id) {
        witness.removed(handle, tenant.name(), id);
        oobCodes.closeAll(handle, tenant.name(), id);
        return store.remove(handle, tenant.name(), id);
    }

    private boolean isOutdated(Pass pass, List<Authenticator> has) {
        return has.stream().anyMatch(kept -> standing(kept) == Standing.INDEPENDENT && pass.isOutdatedBy(kept));
    }

    /** The recovery code always does; another where the tenant offers anything that could stand by itself. */
    private boolean leansOnAnother(Tenant tenant, Kind kind) {
        return switch (kind.standing()) {
            case INDEPENDENT -> false;
            case DEPENDENT -> canEnrol(tenant);
            case FALLBACK -> true;
        };
    }

    /** Switched off or not: it may come back, and what stands in for it with it. */
    private boolean hasIndependent(List<Authenticator> kept) {
        return kept.stream().anyMatch(one -> one.active() && standing(one) == Standing.INDEPENDENT);
    }

    private Standing standing(Authenticator kept) {
        return factors.get(kept.factor()).kind().standing();
    }
}
