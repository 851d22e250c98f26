package understudy.mfa;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.factor.Challenge;
import understudy.factor.Desk;
import understudy.factor.Factor;
import understudy.factor.Kind;
import understudy.factor.Message;
import understudy.store.Database;
import understudy.tenant.Profile.Rule;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;

/** Opens challenges: chooses the authenticator, keeps what its factor must remember, sends what is to be sent. */
final class Challenges {

    private final Database db;
    private final Factors factors;
    private final AuthenticatorStore store;
    private final Courier courier;

    Challenges(Database db, Factors factors, AuthenticatorStore store, Courier courier) {
        this.db = db;
        this.factors = factors;
        this.store = store;
        this.courier = courier;
    }

    Challenged open(Tenant tenant, User user, Pass pass, List<String> types, Optional<String> authenticatorId) {
        if (pass.kind() != Pass.Kind.TRANSACTION) {
            throw MfaRefusal.accessTokenCannotChallenge();
        }
        List<Authenticator> enrolled = db.with(handle -> store.of(handle, tenant.name(), user.userId())).stream()
                .filter(kept -> kept.active() && kind(kept).standing() != Kind.Standing.FALLBACK)
                .toList();
        if (enrolled.isEmpty()) {
            throw MfaRefusal.notEnrolled();
        }
        List<Authenticator> active =
                enrolled.stream().filter(kept -> tenant.isOn(kept.factor())).toList();
        if (active.isEmpty()) {
            throw MfaRefusal.factorOff(enrolled.get(0).factor());
        }
        List<Authenticator> named = active.stream()
                .filter(kept -> authenticatorId.isEmpty() || kept.id().equals(authenticatorId.get()))
                .toList();
        if (named.isEmpty()) {
            throw MfaRefusal.unknownAuthenticator(authenticatorId.orElseThrow());
        }
        Authenticator chosen = named.stream()
                .filter(kept -> types.isEmpty() || types.contains(kind(kept).authenticatorType()))
                .filter(kept -> kind(kept).isOfMfaApi() || tenant.profile().relaxes(Rule.WEBAUTHN_API))
                .findFirst()
                .orElseThrow(() -> MfaRefusal.otherTypesOnly(
                        types,
                        active.stream()
                                .map(kept -> kind(kept).authenticatorType())
                                .distinct()
                                .toList()));
        return open(tenant, user, pass, chosen.id(), factors.get(chosen.factor()));
    }

    Challenged open(Tenant tenant, User user, Pass pass, String factorName) {
        if (pass.kind() != Pass.Kind.TRANSACTION) {
            throw MfaRefusal.accessTokenCannotChallenge();
        }
        Authenticator chosen = db.with(handle -> store.of(handle, tenant.name(), user.userId())).stream()
                .filter(kept -> kept.active() && kept.factor().equals(factorName) && tenant.isOn(factorName))
                .findFirst()
                .orElseThrow(MfaRefusal::notEnrolled);
        return open(tenant, user, pass, chosen.id(), factors.get(factorName));
    }

    private <S extends Record> Challenged open(Tenant tenant, User user, Pass pass, String id, Factor<S> factor) {
        List<Message> messages = new ArrayList<>();
        Challenged opened = db.inTransaction(handle -> {
            messages.clear();
            Desk desk = Desks.of(tenant, user, factor, pass);
            for (int i = 0; i < AuthenticatorStore.RETRIES; i++) {
                List<Authenticator> others = factor.several().isEmpty()
                        ? List.of()
                        : others(handle, tenant, user, id, factor.kind().name());
                Authenticator kept =
                        store.find(handle, tenant.name(), id).orElseThrow(() -> MfaRefusal.unknownAuthenticator(id));
                S state = store.open(tenant.name(), kept, factor.stateType());
                Challenge<S> challenge = challenge(tenant, factor, state, others, desk);
                if (challenge.state().equals(state) || store.save(handle, tenant, kept, challenge.state(), false)) {
                    factor.several()
                            .ifPresent(several -> others.forEach(other -> store.change(
                                    handle,
                                    tenant,
                                    other.id(),
                                    factor.stateType(),
                                    its -> several.open(its, challenge.state()))));
                    messages.addAll(challenge.messages());
                    return new Challenged(factor.kind(), id, challenge.handle(), challenge.shown());
                }
            }
            throw new IllegalStateException("authenticator " + id + " never stands still");
        });
        messages.forEach(message -> courier.send(tenant, user.userId(), message));
        return opened;
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
