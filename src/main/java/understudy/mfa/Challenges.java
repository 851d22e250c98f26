package understudy.mfa;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import understudy.factor.Challenge;
import understudy.factor.Desk;
import understudy.factor.Factor;
import understudy.factor.Kind;
import understudy.factor.Message;
import understudy.store.Database;
import understudy.store.Saving;
import understudy.tenant.Profile.Rule;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;

/** Opens challenges: chooses the authenticator, keeps what its factor must remember, sends what is to be sent. */
final class Challenges {

    private final Database db;
    private final Factors factors;
    private final AuthenticatorStore store;
    private final Owned owned;
    private final OobCodes oobCodes;
    private final Sends sends;

    Challenges(Database db, Factors factors, AuthenticatorStore store, Owned owned, OobCodes oobCodes, Sends sends) {
        this.db = db;
        this.factors = factors;
        this.store = store;
        this.owned = owned;
        this.oobCodes = oobCodes;
        this.sends = sends;
    }

    Challenged open(Tenant tenant, User user, Pass pass, Wish wish) {
        if (pass.kind() != Pass.Kind.TRANSACTION) {
            throw MfaRefusal.accessTokenCannotChallenge();
        }
        List<Authenticator> enrolled = enrolled(tenant, user).stream()
                .filter(kept -> kind(kept).standing() != Kind.Standing.FALLBACK)
                .toList();
        List<Authenticator> active =
                enrolled.stream().filter(kept -> tenant.isOn(kept.factor())).toList();
        if (!factors.isEnough(tenant, active.stream().map(this::kind))) {
            throw enrolled.stream()
                    .map(Authenticator::factor)
                    .filter(factor -> !tenant.isOn(factor))
                    .findFirst()
                    .map(MfaRefusal::factorOff)
                    .orElseGet(MfaRefusal::notEnrolled);
        }
        List<Authenticator> named = active.stream().filter(wish::names).toList();
        if (named.isEmpty()) {
            throw MfaRefusal.unknownAuthenticator(wish.authenticatorId().orElseThrow());
        }
        Authenticator chosen = named.stream()
                .filter(kept -> wish.fits(kind(kept)))
                .filter(kept -> kind(kept).isOfMfaApi() || tenant.profile().relaxes(Rule.WEBAUTHN_API))
                .findFirst()
                .orElseThrow(() -> MfaRefusal.otherTypesOnly(
                        wish.said(), wish.couldBe(named.stream().map(this::kind).toList())));
        return open(tenant, user, pass, chosen, factors.get(chosen.factor()), opened -> Saving.NOTHING);
    }

    Challenged open(
            Tenant tenant,
            User user,
            Pass pass,
            String factorName,
            Optional<String> beside,
            Function<Challenged, Saving> alongside) {
        if (pass.kind() != Pass.Kind.TRANSACTION) {
            throw MfaRefusal.accessTokenCannotChallenge();
        }
        List<Authenticator> active = enrolled(tenant, user).stream()
                .filter(kept -> kept.factor().equals(factorName) && tenant.isOn(factorName))
                .toList();
        Authenticator chosen = active.stream()
                .filter(kept -> beside.filter(kept::isOnDeviceOf).isPresent())
                .findFirst()
                .or(() -> active.stream().findFirst())
                .orElseThrow(MfaRefusal::notEnrolled);
        return open(tenant, user, pass, chosen, factors.get(factorName), alongside);
    }

    private List<Authenticator> enrolled(Tenant tenant, User user) {
        return db.read(handle -> owned.of(handle, tenant, user)).stream()
                .filter(Authenticator::active)
                .toList();
    }

    private <S extends Record> Challenged open(
            Tenant tenant,
            User user,
            Pass pass,
            Authenticator chosen,
            Factor<S> factor,
            Function<Challenged, Saving> alongside) {
        List<Message> messages = new ArrayList<>();
        Challenged opened = db.inTransaction(handle -> {
            messages.clear();
            owned.keep(handle, tenant, chosen);
            Challenged challenged = open(handle, tenant, user, pass, chosen.id(), factor, messages);
            sends.count(handle, tenant, user, factor.kind(), messages);
            alongside.apply(challenged).orNothing(handle);
            return challenged;
        });
        return opened.sent(sends.send(tenant, pass, messages, opened.oobCode()));
    }

    private <S extends Record> Challenged open(
            Handle handle, Tenant tenant, User user, Pass pass, String id, Factor<S> factor, List<Message> messages) {
        Desk desk = Desks.of(tenant, user, factor, pass);
        for (int i = 0; i < AuthenticatorStore.RETRIES; i++) {
            List<Authenticator> others = factor.several().isEmpty()
                    ? List.of()
                    : others(handle, tenant, user, id, factor.kind().name());
            Authenticator kept =
                    store.find(handle, tenant.name(), id).orElseThrow(() -> MfaRefusal.unknownAuthenticator(id));
            S state = store.open(tenant.name(), kept, factor.stateType());
            Challenge<S> challenge = challenge(tenant, factor, state, others, desk);
            if (challenge.state().equals(state)
                    || store.saveWithDoors(handle, tenant, kept, factor, challenge.state())) {
                openForOthers(handle, tenant, factor, others, challenge.state());
                messages.addAll(challenge.messages());
                return new Challenged(
                        factor.kind(),
                        id,
                        factor.name(state).or(kept::name),
                        challenge.handle(),
                        oobCodes.handOut(
                                handle, tenant, pass, factor.kind(), id, challenge.handle(), challenge.shown()),
                        challenge.shown(),
                        Optional.empty());
            }
        }
        throw new IllegalStateException("authenticator " + id + " never stands still");
    }

    private <S extends Record> void openForOthers(
            Handle handle, Tenant tenant, Factor<S> factor, List<Authenticator> others, S challenged) {
        factor.several()
                .ifPresent(several -> others.forEach(other -> store.change(
                        handle, tenant, other.id(), factor.stateType(), its -> several.open(its, challenged))));
    }

    private <S extends Record> Challenge<S> challenge(
            Tenant tenant, Factor<S> factor, S state, List<Authenticator> others, Desk desk) {
        return factor.several()
                .map(several -> several.challenge(
                        state,
                        others.stream()
                                .map(other -> store.open(tenant.name(), other, factor.stateType()))
                                .toList(),
                        desk))
                .orElseGet(() -> factor.challenge(state, desk));
    }

    /** Those that could answer as well; one at a time may change them all. */
    private List<Authenticator> others(Handle handle, Tenant tenant, User user, String id, String factorName) {
        Users.lock(handle, tenant.name(), user.userId());
        return store.of(handle, tenant.name(), user.userId()).stream()
                .filter(kept -> kept.active()
                        && kept.factor().equals(factorName)
                        && !kept.id().equals(id))
                .toList();
    }

    private Kind kind(Authenticator kept) {
        return factors.get(kept.factor()).kind();
    }
}
