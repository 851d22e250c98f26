package understudy.mfa;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.base.Reason;
import understudy.base.Vault;
import understudy.factor.Desk;
import understudy.factor.Device;
import understudy.factor.Device.Account;
import understudy.factor.Device.Proof;
import understudy.factor.Device.Ruling;
import understudy.factor.Device.Ruling.Outcome;
import understudy.factor.Device.Standing;
import understudy.factor.Factor;
import understudy.factor.Shown;
import understudy.factor.Statement;
import understudy.store.Database;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;
import understudy.token.SignedStatement;

/**
 * What devices of people's have to say, on a way of their own: they take up enrolments, answer challenges and look after their
 * accounts. As with every answer the factor decides and this remembers, in one statement whose row count settles who was first.
 */
public final class Devices {

    private final Database db;
    private final Factors factors;
    private final AuthenticatorStore store;
    private final Enrolments enrolments;
    private final Witness witness;

    public Devices(Database db, Vault vault, Mfa mfa, Witness witness) {
        this.db = db;
        this.factors = mfa.factors();
        this.store = new AuthenticatorStore(vault);
        this.enrolments = mfa.enrolments();
        this.witness = witness;
    }

    /**
     * What became of what a device wanted.
     *
     * @param answer the body of the answer; empty for none
     * @param what one sentence for the timeline; when accepted
     * @param flow what it belongs to in the timeline, if to anything
     * @param userId whose device it is; empty where nobody's was found
     */
    public record Heard(
            Outcome outcome,
            Map<String, Object> answer,
            String what,
            Optional<String> flow,
            Optional<String> userId,
            Optional<Reason> reason) {

        private static Heard of(Ruling<?> ruling, Authenticator of) {
            return new Heard(
                    ruling.outcome(),
                    ruling.answer(),
                    ruling.what(),
                    ruling.flow(),
                    Optional.of(of.userId()),
                    ruling.reason());
        }

        /** Without the answer, which may hold a secret and a token. */
        @Override
        public String toString() {
            return "Heard[" + outcome + "]";
        }

        private Heard saying(String itsWhat) {
            return new Heard(outcome, answer, itsWhat, flow, userId, reason);
        }

        private static Heard nowhere(String what) {
            return new Heard(
                    Outcome.OVER,
                    Map.of(),
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(
                            new Reason(
                                    "device.unknown",
                                    "management-api.md §3",
                                    "this tenant has no " + what + " like that, or has it no longer",
                                    "take it from the QR code, the notification or the enrolment's answer, and ask the tenant it came from")));
        }
    }

    /** What a device wants of the factor it belongs to. */
    private interface Demand {
        <S extends Record> Ruling<S> to(Device<S> device, S state, Account account, Desk desk);
    }

    private record Pairing(Map<String, Object> said) implements Demand {
        @Override
        public <S extends Record> Ruling<S> to(Device<S> device, S state, Account account, Desk desk) {
            return device.pair(state, account, said, desk);
        }
    }

    private record Word(String token, Proof response) implements Demand {
        @Override
        public <S extends Record> Ruling<S> to(Device<S> device, S state, Account account, Desk desk) {
            return device.resolve(state, token, response, desk);
        }

        /** Without the token. */
        @Override
        public String toString() {
            return "Word[]";
        }
    }

    private record Recognition(Proof bearer) implements Demand {
        @Override
        public <S extends Record> Ruling<S> to(Device<S> device, S state, Account account, Desk desk) {
            return device.recognise(state, account, bearer, desk);
        }
    }

    private record Change(Proof bearer, Map<String, Object> said) implements Demand {
        @Override
        public <S extends Record> Ruling<S> to(Device<S> device, S state, Account account, Desk desk) {
            return device.update(state, account, bearer, said, desk);
        }
    }

    /**
     * A device takes up the enrolment that its ticket leads to.
     *
     * @param said the body of its request
     */
    public Heard pair(Tenant tenant, String ticket, Map<String, Object> said) {
        return db.inTransaction(handle -> store.behindDoor(handle, tenant.name(), ticket)
                .map(kept -> decide(handle, tenant, kept, new Pairing(said)))
                .orElseGet(() -> Heard.nowhere("ticket")));
    }

    /** The same in a transaction that does more: a seed brings the device along, whether or not its factor is switched on. */
    public Heard pair(Handle handle, Tenant tenant, String ticket, Map<String, Object> said) {
        return store.behindDoor(handle, tenant.name(), ticket)
                .map(kept -> ask(handle, tenant, kept, new Pairing(said)))
                .orElseGet(() -> Heard.nowhere("ticket"));
    }

    /**
     * A device answers a challenge.
     *
     * @param token the transaction token that came with the notification
     * @param response the JWT that it signed
     * @param audiences whom it may be made for
     */
    public Heard resolve(Tenant tenant, String token, String response, List<String> audiences) {
        return db.inTransaction(handle -> store.behindDoor(handle, tenant.name(), token)
                .map(kept -> decide(handle, tenant, kept, new Word(token, proof(response, audiences))))
                .orElseGet(() -> Heard.nowhere("notification")));
    }

    /** @param id {@code dev_…} */
    public Heard update(Tenant tenant, String id, String bearer, List<String> audiences, Map<String, Object> said) {
        return db.inTransaction(handle -> account(handle, tenant, id)
                .map(kept -> decide(handle, tenant, kept, new Change(proof(bearer, audiences), said)))
                .orElseGet(() -> Heard.nowhere("device account")));
    }

    /** A device ends its enrolment, with the twins. @param id {@code dev_…} */
    public Heard remove(Tenant tenant, String id, String bearer, List<String> audiences) {
        return db.inTransaction(handle -> account(handle, tenant, id)
                .map(kept -> {
                    Users.lock(handle, tenant.name(), kept.userId());
                    Heard heard = decide(handle, tenant, kept, new Recognition(proof(bearer, audiences)));
                    if (heard.outcome() != Outcome.ACCEPTED) {
                        return heard;
                    }
                    return enrolments.removeWithTwins(handle, tenant, kept)
                            ? heard.saying("a device ended its enrolment " + kept.id())
                            : Heard.nowhere("device account");
                })
                .orElseGet(() -> Heard.nowhere("device account")));
    }

    /** How the challenge stands that came with that token; empty when it is gone. */
    public Optional<Standing> standing(Tenant tenant, String token) {
        return db.read(handle -> store.behindDoor(handle, tenant.name(), token)
                .flatMap(kept -> standing(handle, tenant, kept, factors.get(kept.factor()), token)));
    }

    private <S extends Record> Optional<Standing> standing(
            Handle handle, Tenant tenant, Authenticator kept, Factor<S> factor, String token) {
        return Users.find(handle, tenant.name(), kept.userId())
                .flatMap(user -> factor.device()
                        .flatMap(device -> device.standing(
                                store.open(tenant.name(), kept, factor.stateType()),
                                token,
                                Desks.of(tenant, user, factor))));
    }

    private Optional<Authenticator> account(Handle handle, Tenant tenant, String id) {
        return factors.all().stream()
                .filter(factor -> factor.device().isPresent())
                .flatMap(factor ->
                        store.find(handle, tenant.name(), factor.kind().idPrefix() + "|" + id).stream())
                .findFirst();
    }

    private Heard decide(Handle handle, Tenant tenant, Authenticator kept, Demand demand) {
        if (!tenant.isOn(kept.factor())) {
            throw MfaRefusal.factorOff(kept.factor());
        }
        return ask(handle, tenant, kept, demand);
    }

    private Heard ask(Handle handle, Tenant tenant, Authenticator kept, Demand demand) {
        return Users.find(handle, tenant.name(), kept.userId())
                .map(user -> ask(handle, tenant, user, kept, factors.get(kept.factor()), demand))
                .orElseGet(() -> Heard.nowhere("user"));
    }

    /** The factor's word on the state as it is now: when somebody changed it meanwhile, it is read and asked again. */
    private <S extends Record> Heard ask(
            Handle handle, Tenant tenant, User user, Authenticator kept, Factor<S> factor, Demand demand) {
        Account account = new Account(kept.device(), kept.userId());
        Optional<Authenticator> current = Optional.of(kept);
        for (int i = 0; i < AuthenticatorStore.RETRIES && current.isPresent(); i++) {
            S state = store.open(tenant.name(), current.get(), factor.stateType());
            Ruling<S> ruling = demand.to(factor.device().orElseThrow(), state, account, Desks.of(tenant, user, factor));
            boolean unchanged = ruling.state().equals(state);
            if (unchanged || store.saveWithDoors(handle, tenant, current.get(), factor, ruling.state())) {
                showToTwins(handle, tenant, kept, ruling.shown());
                return Heard.of(ruling, kept);
            }
            current = store.find(handle, tenant.name(), kept.id());
        }
        if (current.isPresent()) {
            throw new IllegalStateException("authenticator " + kept.id() + " never stands still");
        }
        return Heard.nowhere("enrolment");
    }

    /** What a device was given for what came along with its enrolment. */
    private void showToTwins(Handle handle, Tenant tenant, Authenticator kept, Shown shown) {
        if (!shown.equals(Shown.nothing())) {
            store.of(handle, tenant.name(), kept.userId()).stream()
                    .filter(other ->
                            other.device().equals(kept.device()) && !other.id().equals(kept.id()))
                    .forEach(
                            twin -> witness.saw(handle, tenant.name(), twin.userId(), twin.id(), twin.factor(), shown));
        }
    }

    private static Proof proof(String token, List<String> audiences) {
        Optional<Statement> statement = SignedStatement.of(token)
                .map(signed -> new Statement(signed.header(), signed.claims(), signed::isSignedBy));
        return new Proof(token, statement, audiences);
    }
}
