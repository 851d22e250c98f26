package understudy.mfa;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import understudy.factor.Challenge;
import understudy.factor.Factor;
import understudy.factor.Kind;
import understudy.factor.Message;
import understudy.store.Database;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/** Opens challenges: chooses the authenticator, keeps what its factor must remember, sends what is to be sent. */
final class Challenges {

    private static final int RETRIES = 100;

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
                .findFirst()
                .orElseThrow(() -> MfaRefusal.otherTypesOnly(
                        types,
                        active.stream()
                                .map(kept -> kind(kept).authenticatorType())
                                .distinct()
                                .toList()));
        return open(tenant, user, chosen.id(), factors.get(chosen.factor()));
    }

    Challenged open(Tenant tenant, User user, Pass pass, String factorName) {
        if (pass.kind() != Pass.Kind.TRANSACTION) {
            throw MfaRefusal.accessTokenCannotChallenge();
        }
        Authenticator chosen = db.with(handle -> store.of(handle, tenant.name(), user.userId())).stream()
                .filter(kept -> kept.active() && kept.factor().equals(factorName) && tenant.isOn(factorName))
                .findFirst()
                .orElseThrow(MfaRefusal::notEnrolled);
        return open(tenant, user, chosen.id(), factors.get(factorName));
    }

    private <S extends Record> Challenged open(Tenant tenant, User user, String id, Factor<S> factor) {
        List<Message> messages = new ArrayList<>();
        Challenged opened = db.inTransaction(handle -> {
            messages.clear();
            for (int i = 0; i < RETRIES; i++) {
                Authenticator kept =
                        store.find(handle, tenant.name(), id).orElseThrow(() -> MfaRefusal.unknownAuthenticator(id));
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
}
