package understudy.mfa;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import understudy.factor.Desk;
import understudy.factor.Enrolment;
import understudy.factor.Factor;
import understudy.factor.InvalidParticulars;
import understudy.factor.Kind;
import understudy.factor.Kind.Standing;
import understudy.factor.Message;
import understudy.factor.Particulars;
import understudy.factor.Shown;
import understudy.store.Database;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;

/** Beginning, listing and ending enrolments. */
public final class Enrolments {

    private final Database db;
    private final Factors factors;
    private final AuthenticatorStore store;
    private final Owned owned;
    private final OobCodes oobCodes;
    private final Witness witness;
    private final Sends sends;

    Enrolments(
            Database db,
            Factors factors,
            AuthenticatorStore store,
            Owned owned,
            OobCodes oobCodes,
            Witness witness,
            Sends sends) {
        this.db = db;
        this.factors = factors;
        this.store = store;
        this.owned = owned;
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
     * @param name what its person calls it, else what can be said of it without giving it away
     * @param details what its person is told of it in full
     * @param lastAuthAt when an answer was right for the last time
     */
    public record Listed(
            String id,
            Kind kind,
            boolean active,
            Optional<String> name,
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
        return begin(tenant, user, pass, factorName, given, true);
    }

    /**
     * The same with nothing beside it: where each thing is enrolled by itself, the recovery code too. That one is confirmed with
     * {@link #replaceFallback}.
     */
    public Begun beginAlone(Tenant tenant, User user, Pass pass, String factorName, Particulars given) {
        return begin(tenant, user, pass, factorName, given, false);
    }

    private Begun begin(
            Tenant tenant, User user, Pass pass, String factorName, Particulars given, boolean withRecoveryCode) {
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
            if (pass.kind() == Pass.Kind.TRANSACTION && hasIndependent(has)) {
                throw MfaRefusal.alreadyEnrolled();
            }
            if (isOutdated(pass, has)) {
                throw MfaRefusal.outdatedAccessToken();
            }
            if (leansOnAnother(tenant, factor.kind()) && !hasIndependent(has)) {
                throw MfaRefusal.nothingBeside(factor.kind());
            }
            sends.count(handle, tenant, user, factor.kind());
            Added added = add(
                    handle,
                    tenant,
                    user,
                    factor,
                    given,
                    Desks.of(tenant, user, factor, pass),
                    Optional.of(pass.key()),
                    messages);
            return new Begun(
                    added.id(),
                    factor.kind(),
                    added.name(),
                    added.shown(),
                    added.handle(),
                    oobCode(handle, tenant, pass, factor.kind(), added),
                    withRecoveryCode ? recoveryCodes(handle, tenant, user, pass, has, messages) : List.of(),
                    Optional.empty());
        });
        return begun.sent(sends.send(tenant, pass, messages, begun.oobCode()));
    }

    /** Takes over what a seed says somebody has enrolled, already confirmed. */
    public void adopt(Handle handle, Tenant tenant, User user, String factorName, Map<String, String> particulars) {
        Optional<Factor<?>> factor = factors.find(factorName);
        if (factor.isPresent()) {
            Added added = add(
                    handle,
                    tenant,
                    user,
                    factor.get(),
                    new Particulars(particulars),
                    Desks.of(tenant, user, factor.get()),
                    Optional.empty(),
                    new ArrayList<>());
            store.activateDevice(handle, tenant, added.device());
        }
    }

    /** What a person has, confirmed or not, as far as the tenant offers it. */
    public List<Listed> list(Tenant tenant, User user) {
        return db.with(handle -> owned.of(handle, tenant, user)).stream()
                .filter(kept -> tenant.isOn(kept.factor()))
                .map(kept -> listed(tenant, kept, factors.get(kept.factor())))
                .toList();
    }

    /** The kinds of what a person has confirmed, as far as the tenant offers them; nothing sealed is opened for that. */
    public Set<Kind> active(Tenant tenant, User user) {
        return db.with(handle -> owned.of(handle, tenant, user)).stream()
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
                kept.name().or(() -> factor.name(state)),
                factor.details(state),
                kept.createdAt(),
                kept.lastAuthAt());
    }

    /** Since when there is something to challenge: an active factor that stands by itself and is switched on. */
    public Optional<Instant> enrolledSince(Tenant tenant, String userId) {
        return db.with(handle -> store.of(handle, tenant.name(), userId)).stream()
                .filter(kept -> kept.active() && standing(kept) == Standing.INDEPENDENT && tenant.isOn(kept.factor()))
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
        String userId = user.userId();
        db.with(handle -> owned.of(handle, tenant, user)).stream()
                .filter(kept -> kept.id().equals(id) && Owned.isGiven(kept))
                .findFirst()
                .ifPresent(given -> {
                    throw MfaRefusal.notRemovable(id);
                });
        boolean removed = db.inTransaction(handle -> {
            Optional<Authenticator> kept = own(handle, tenant, pass).stream()
                    .filter(found -> found.id().equals(id))
                    .findFirst();
            if (kept.isEmpty() || !remove(handle, tenant, id)) {
                return false;
            }
            for (Authenticator other : store.of(handle, tenant.name(), userId)) {
                if (other.device().equals(kept.get().device())) {
                    remove(handle, tenant, other.id());
                }
            }
            List<Authenticator> left = store.of(handle, tenant.name(), userId);
            if (!hasIndependent(left)) {
                left.stream()
                        .filter(other -> standing(other) == Standing.FALLBACK)
                        .forEach(other -> remove(handle, tenant, other.id()));
            }
            return true;
        });
        if (!removed) {
            throw MfaRefusal.unknownAuthenticator(id);
        }
    }

    /** Forgets what was begun under that pass, unless it was confirmed meanwhile. */
    public void abandon(Tenant tenant, Pass pass, String id) {
        db.useTransaction(handle -> {
            Users.lock(handle, tenant.name(), pass.userId());
            store.of(handle, tenant.name(), pass.userId()).stream()
                    .filter(kept -> kept.id().equals(id) && kept.isBegunWith(pass))
                    .forEach(kept -> remove(handle, tenant, id));
        });
    }

    /**
     * Gives an enrolment the name its person knows it by.
     *
     * @throws MfaRefusal when the person has no such authenticator, or enrolled another factor since the token was issued
     */
    public void rename(Tenant tenant, Pass pass, String id, String name) {
        db.useTransaction(handle -> {
            List<Authenticator> has = own(handle, tenant, pass);
            if (has.stream().noneMatch(kept -> kept.id().equals(id)) || !store.rename(handle, tenant, id, name)) {
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
            List<Authenticator> fallbacks = has.stream()
                    .filter(kept -> standing(kept) == Standing.FALLBACK && tenant.isOn(kept.factor()))
                    .toList();
            if (fallbacks.stream().noneMatch(kept -> kept.id().equals(id) && kept.isBegunWith(pass))) {
                throw MfaRefusal.accessTokenBeganNothing();
            }
            if (!hasIndependent(has)) {
                throw MfaRefusal.nothingBeside(
                        factors.get(fallbacks.get(0).factor()).kind());
            }
            fallbacks.stream()
                    .filter(kept -> !kept.id().equals(id))
                    .forEach(before -> remove(handle, tenant, before.id()));
            store.activate(handle, tenant, id);
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

    private record Added(String id, String device, Optional<String> name, Shown shown, Optional<String> handle) {}

    private Optional<String> oobCode(Handle handle, Tenant tenant, Pass pass, Kind kind, Added added) {
        boolean needsCode = added.shown().bindingMethod().isPresent();
        return added.handle()
                .filter(name -> kind.oobChannel().isPresent())
                .map(name -> oobCodes.handOut(handle, tenant, pass, new OobCodes.Named(added.id(), name, needsCode)));
    }

    private <S extends Record> Added add(
            Handle handle,
            Tenant tenant,
            User user,
            Factor<S> factor,
            Particulars given,
            Desk desk,
            Optional<String> under,
            List<Message> messages) {
        String device = tenant.deviceId();
        Enrolment<S> begun = enrol(handle, tenant, user, factor, given, desk);
        String id = keep(handle, tenant, user, factor, begun, device, under);
        messages.addAll(begun.messages());
        for (Enrolment.Twin twin : begun.twins()) {
            factors.find(twin.factor())
                    .filter(other -> isTwinOn(tenant, other))
                    .ifPresent(other -> keepTwin(handle, tenant, user, other, twin.particulars(), desk, device, under));
        }
        return new Added(id, device, factor.name(begun.state()), begun.shown(), begun.handle());
    }

    /** Two ways to one phone exist where the tenant has both; the app inside a device is part of it whatever is switched on. */
    private static boolean isTwinOn(Tenant tenant, Factor<?> twin) {
        return twin.kind().oobChannel().isEmpty() || tenant.isOn(twin.kind().name());
    }

    private <S extends Record> void keepTwin(
            Handle handle,
            Tenant tenant,
            User user,
            Factor<S> factor,
            Particulars given,
            Desk desk,
            String device,
            Optional<String> under) {
        keep(handle, tenant, user, factor, enrol(handle, tenant, user, factor, given, desk), device, under);
    }

    private <S extends Record> Enrolment<S> enrol(
            Handle handle, Tenant tenant, User user, Factor<S> factor, Particulars given, Desk desk) {
        try {
            return factor.several()
                    .map(several -> several.enrol(given, active(handle, tenant, user, factor), desk))
                    .orElseGet(() -> factor.enrol(given, desk));
        } catch (InvalidParticulars e) {
            throw MfaRefusal.invalidParticulars(String.valueOf(e.getMessage()), e.reason());
        }
    }

    private <S extends Record> List<S> active(Handle handle, Tenant tenant, User user, Factor<S> factor) {
        return store.of(handle, tenant.name(), user.userId()).stream()
                .filter(kept ->
                        kept.active() && kept.factor().equals(factor.kind().name()))
                .map(kept -> store.open(tenant.name(), kept, factor.stateType()))
                .toList();
    }

    private <S extends Record> String keep(
            Handle handle,
            Tenant tenant,
            User user,
            Factor<S> factor,
            Enrolment<S> begun,
            String device,
            Optional<String> under) {
        String id = factor.kind().idPrefix() + "|" + device;
        store.add(
                handle,
                tenant.name(),
                new Authenticator(
                        id,
                        user.userId(),
                        factor.kind().name(),
                        device,
                        false,
                        under,
                        Optional.empty(),
                        store.seal(tenant.name(), id, begun.state()),
                        0,
                        tenant.now(),
                        Optional.empty(),
                        Optional.empty()));
        // What is enrolled without a ceremony is claimed now, what begins one when it is confirmed.
        factor.identifier(begun.state())
                .filter(name ->
                        !store.claim(handle, tenant.name(), factor.kind().name(), name, id))
                .ifPresent(taken -> {
                    throw MfaRefusal.invalidParticulars("The credential is enrolled already.", Answers.DUPLICATE);
                });
        witness.saw(handle, tenant.name(), user.userId(), id, factor.kind().name(), begun.shown());
        return id;
    }

    private List<String> recoveryCodes(
            Handle handle, Tenant tenant, User user, Pass pass, List<Authenticator> has, List<Message> messages) {
        Optional<Factor<?>> fallback = factors.fallback(tenant);
        // One that waits for another login's confirmation is nobody's yet: who began that may not be who confirms this.
        boolean hasOne = has.stream()
                .filter(kept -> standing(kept) == Standing.FALLBACK)
                .anyMatch(kept -> kept.active()
                        || kept.enrolledUnder().filter(pass.key()::equals).isPresent());
        if (fallback.isEmpty() || hasOne) {
            return List.of();
        }
        Added added = add(
                handle,
                tenant,
                user,
                fallback.get(),
                Particulars.none(),
                Desks.of(tenant, user, fallback.get(), pass),
                Optional.of(pass.key()),
                messages);
        return added.shown().recoveryCode().stream().toList();
    }

    private void removeAbandoned(Handle handle, Tenant tenant, String userId) {
        store.abandoned(handle, tenant, userId).forEach(id -> remove(handle, tenant, id));
    }

    private boolean remove(Handle handle, Tenant tenant, String id) {
        witness.removed(handle, tenant.name(), id);
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

    private boolean hasIndependent(List<Authenticator> kept) {
        return kept.stream().anyMatch(one -> one.active() && standing(one) == Standing.INDEPENDENT);
    }

    private Standing standing(Authenticator kept) {
        return factors.get(kept.factor()).kind().standing();
    }
}
