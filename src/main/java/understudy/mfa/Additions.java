package understudy.mfa;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.factor.Desk;
import understudy.factor.Enrolment;
import understudy.factor.Factor;
import understudy.factor.InvalidParticulars;
import understudy.factor.Message;
import understudy.factor.Particulars;
import understudy.factor.Shown;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/** Writes down what a factor has begun, with the twins that come with it. */
final class Additions {

    /** What was begun further ahead was begun before the tenant's clock was put back. */
    private static final Duration AN_INSTANT = Duration.ofMillis(1);

    private final Factors factors;
    private final AuthenticatorStore store;
    private final Witness witness;

    Additions(Factors factors, AuthenticatorStore store, Witness witness) {
        this.factors = factors;
        this.store = store;
        this.witness = witness;
    }

    /**
     * Whose it is to be.
     *
     * @param under key of the pass it is begun with; empty when a seed brings it
     */
    record Place(Handle handle, Tenant tenant, User user, Optional<String> under) {}

    /** What was written down; its twins share the device and are not mentioned. */
    record Added(
            String id,
            String device,
            Optional<String> name,
            Shown shown,
            Optional<String> handle,
            List<Message> messages) {}

    <S extends Record> Added add(Place place, Factor<S> factor, Particulars given, Desk desk) {
        String device = place.tenant().deviceId();
        Instant at = moment(place);
        Enrolment<S> begun = enrol(place, factor, given, desk);
        String id = keep(place, factor, begun, device, at);
        for (Enrolment.Twin twin : begun.twins()) {
            factors.find(twin.factor())
                    .filter(other -> isTwinOn(place.tenant(), other))
                    .ifPresent(other -> keepTwin(
                            place,
                            other,
                            twin.particulars(),
                            desk,
                            device,
                            at,
                            factor.device().isPresent()));
        }
        if (!begun.twins().isEmpty()) {
            store.prefer(place.handle(), place.tenant(), device, id);
        }
        return new Added(id, device, factor.name(begun.state()), begun.shown(), begun.handle(), begun.messages());
    }

    /** Later than all there is, also of what came at the same instant: lists and choices follow the order it came in. */
    private Instant moment(Place place) {
        Instant now = place.tenant().now().truncatedTo(ChronoUnit.MICROS);
        return store.newest(place.handle(), place.tenant().name(), place.user().userId())
                .filter(newest -> !newest.isBefore(now) && newest.isBefore(now.plus(AN_INSTANT)))
                .map(newest -> newest.plus(1, ChronoUnit.MICROS))
                .orElse(now);
    }

    /** Two ways to one phone exist where the tenant has both; the app inside a device is part of it whatever is switched on. */
    private static boolean isTwinOn(Tenant tenant, Factor<?> twin) {
        return twin.kind().oobChannel().isEmpty() || tenant.isOn(twin.kind().name());
    }

    private <S extends Record> void keepTwin(
            Place place,
            Factor<S> factor,
            Particulars given,
            Desk desk,
            String device,
            Instant at,
            boolean isInDevice) {
        Enrolment<S> begun = enrol(place, factor, given, desk);
        keep(place, factor, isInDevice ? unseen(begun) : begun, device, at);
    }

    /** What will be inside a device is shown to nobody: the device gets it when it comes. */
    private static <S extends Record> Enrolment<S> unseen(Enrolment<S> begun) {
        return new Enrolment<>(begun.state(), Shown.nothing(), begun.handle(), begun.messages(), begun.twins());
    }

    private <S extends Record> Enrolment<S> enrol(Place place, Factor<S> factor, Particulars given, Desk desk) {
        try {
            return factor.several()
                    .map(several -> several.enrol(given, active(place, factor), desk))
                    .orElseGet(() -> factor.enrol(given, desk));
        } catch (InvalidParticulars e) {
            throw MfaRefusal.invalidParticulars(String.valueOf(e.getMessage()), e.reason());
        }
    }

    private <S extends Record> List<S> active(Place place, Factor<S> factor) {
        String tenant = place.tenant().name();
        return store.of(place.handle(), tenant, place.user().userId()).stream()
                .filter(kept ->
                        kept.active() && kept.factor().equals(factor.kind().name()))
                .map(kept -> store.open(tenant, kept, factor.stateType()))
                .toList();
    }

    private <S extends Record> String keep(
            Place place, Factor<S> factor, Enrolment<S> begun, String device, Instant at) {
        Handle handle = place.handle();
        String tenant = place.tenant().name();
        String name = factor.kind().name();
        String userId = place.user().userId();
        String id = factor.kind().idPrefix() + "|" + device;
        store.add(
                handle,
                tenant,
                new Authenticator(
                        id,
                        userId,
                        name,
                        device,
                        false,
                        place.under(),
                        Optional.empty(),
                        store.seal(tenant, id, begun.state()),
                        0,
                        at,
                        Optional.empty(),
                        Optional.empty()));
        // What is enrolled without a ceremony is claimed now, what begins one when it is confirmed.
        factor.identifier(begun.state())
                .filter(identifier -> !store.claim(handle, tenant, name, identifier, id))
                .ifPresent(taken -> {
                    throw MfaRefusal.invalidParticulars("The credential is enrolled already.", Answers.DUPLICATE);
                });
        store.openDoors(handle, tenant, id, factor, begun.state());
        witness.saw(handle, tenant, userId, id, name, begun.shown());
        return id;
    }
}
