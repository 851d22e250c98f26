package understudy.account;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import understudy.account.AccountRefusal.Code;
import understudy.account.AuthSessions.AuthSession;
import understudy.account.AuthSessions.Waiting;
import understudy.factor.Kind;
import understudy.factor.Particulars;
import understudy.mfa.Enrolments;
import understudy.mfa.Mfa;
import understudy.mfa.MfaRefusal;
import understudy.mfa.Pass;
import understudy.mfa.Redemption;
import understudy.tenant.Profile.Rule;
import understudy.tenant.Tenant;

/** The authentication methods that are second factors: what {@code mfa} keeps, under this API's names. */
final class SecondFactors implements Methods {

    private final Mfa mfa;
    private final AuthSessions sessions;

    SecondFactors(Mfa mfa, AuthSessions sessions) {
        this.mfa = mfa;
        this.sessions = sessions;
    }

    @Override
    public Set<String> types() {
        return FactorType.ENROLLABLE.stream().map(FactorType::name).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public List<String> offered(Tenant tenant) {
        return mfa.factors().offered(tenant).map(FactorType::nameOf).distinct().toList();
    }

    @Override
    public List<String> usage() {
        return List.of("secondary");
    }

    @Override
    public List<Method> of(Caller caller) {
        return all(caller).stream().map(this::method).toList();
    }

    @Override
    public Optional<Rule> relaxing(String type) {
        return type(type).flatMap(FactorType::relaxing);
    }

    @Override
    public Begun begin(Caller caller, String type, Body body) {
        FactorType wanted = type(type)
                .filter(known -> known.relaxing()
                        .filter(rule -> !caller.tenant().profile().relaxes(rule))
                        .isEmpty())
                .orElseThrow(() -> AccountRefusal.field("type", "A " + type + " cannot be enrolled here."));
        body.only(wanted.fields());
        Kind kind = kind(caller.tenant(), type, body.optional(FactorType.PREFERENCE));
        Enrolments.Begun begun = begin(caller, wanted, kind, wanted.particulars(body));
        begun.undelivered().ifPresent(undelivered -> {
            // Nobody can confirm it, for the auth_session stays with us.
            mfa.enrolments().takeBack(caller.tenant(), caller.pass(), begun);
            throw MfaRefusal.notDelivered(undelivered);
        });
        String id = idOf(kind, begun.id());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", id);
        answer.put("auth_session", sessions.seal(caller, id, new Waiting(begun.id(), kind.name(), begun.handle())));
        answer.putAll(wanted.shows().apply(begun.shown()));
        return new Begun(id, answer);
    }

    private Enrolments.Begun begin(Caller caller, FactorType wanted, Kind kind, Particulars given) {
        try {
            return mfa.enrolments().beginAlone(caller.tenant(), caller.user(), caller.pass(), kind.name(), given);
        } catch (MfaRefusal refused) {
            throw wanted.given()
                    .filter(field -> refused.kind() == MfaRefusal.Kind.PARTICULARS_INVALID)
                    .map(field -> AccountRefusal.field(field, refused.detail(0), refused.reason()))
                    .orElseGet(() -> RefusalWords.say(refused));
        }
    }

    /** The factor of that type which the tenant offers: of a phone's, the preferred one. */
    private Kind kind(Tenant tenant, String type, Optional<String> preferred) {
        List<Kind> offered = mfa.factors()
                .offered(tenant)
                .filter(kind -> FactorType.nameOf(kind).equals(type))
                .toList();
        if (offered.isEmpty()) {
            throw AccountRefusal.field("type", "The factor is not enabled: " + type);
        }
        preferred.ifPresent(SecondFactors::checkPreference);
        return offered.stream()
                .filter(kind -> preferred.isEmpty() || kind.oobChannel().equals(preferred))
                .findFirst()
                .orElseThrow(() -> AccountRefusal.field(
                        FactorType.PREFERENCE, "The method is not enabled: " + preferred.orElseThrow()));
    }

    @Override
    public Method confirm(Caller caller, String id, Body body) {
        Optional<FactorType.Answers> answers = type(find(caller, id).type()).flatMap(FactorType::answers);
        body.only("auth_session", answers.map(FactorType.Answers::field).orElse("auth_session"));
        AuthSession session = sessions.open(caller, id, body.text("auth_session"));
        Waiting waiting = session.waiting();
        Pass pass = session.pass(caller.pass());
        answers.ifPresentOrElse(
                how -> confirm(caller, pass, waiting, how, body),
                () -> mfa.enrolments().replaceFallback(caller.tenant(), pass, waiting.id()));
        return method(find(caller, id));
    }

    private void confirm(Caller caller, Pass pass, Waiting waiting, FactorType.Answers how, Body body) {
        Redemption redemption = mfa.confirm(
                caller.tenant(),
                caller.user(),
                pass,
                waiting.id(),
                waiting.factor(),
                how.reading().read(body, how.field(), waiting.handle()));
        switch (redemption.outcome()) {
            case ACCEPTED -> {}
            case REJECTED, EXPIRED -> throw refused("Invalid " + how.field() + ".", redemption);
            case PENDING -> throw refused("The enrolment waits for the device that scans the barcode_uri.", redemption);
        }
    }

    @Override
    public void rename(Caller caller, String id, String name) {
        mfa.enrolments()
                .rename(
                        caller.tenant(),
                        caller.user(),
                        caller.pass(),
                        find(caller, id).authenticatorId(),
                        name);
    }

    @Override
    public void prefer(Caller caller, String id, String way) {
        Device device = find(caller, id);
        if (!device.type().equals(FactorType.PHONE)) {
            throw AccountRefusal.field(FactorType.PREFERENCE, FactorType.NO_PREFERENCE);
        }
        checkPreference(way);
        Enrolments.Listed preferred = device.ways().stream()
                .filter(listed -> listed.kind().oobChannel().equals(Optional.of(way)))
                .findFirst()
                .orElseThrow(() -> AccountRefusal.field(
                        FactorType.PREFERENCE, "The phone is not enrolled for this method: " + way));
        mfa.enrolments().prefer(caller.tenant(), caller.user(), caller.pass(), preferred.id());
    }

    @Override
    public void remove(Caller caller, String id) {
        mfa.enrolments()
                .remove(
                        caller.tenant(),
                        caller.user(),
                        caller.pass(),
                        find(caller, id).authenticatorId());
    }

    /** A device of one type, which may be reached in several ways; the preferred one first. */
    private record Device(String id, List<Enrolments.Listed> ways) {

        private Enrolments.Listed first() {
            return ways.get(0);
        }

        private String authenticatorId() {
            return first().id();
        }

        private String type() {
            return FactorType.nameOf(first().kind());
        }
    }

    private Device find(Caller caller, String id) {
        return all(caller).stream()
                .filter(device -> device.id().equals(id))
                .findFirst()
                .orElseThrow(() -> AuthenticationMethods.unknown(id));
    }

    /** In the order of the first of each. */
    private List<Device> all(Caller caller) {
        return mfa.enrolments().list(caller.tenant(), caller.user()).stream()
                .collect(Collectors.groupingBy(
                        listed -> idOf(listed.kind(), listed.id()), LinkedHashMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(device -> new Device(device.getKey(), device.getValue()))
                .toList();
    }

    private Method method(Device device) {
        Enrolments.Listed first = device.first();
        Map<String, Object> particulars = new LinkedHashMap<>();
        particulars.put("confirmed", first.active());
        particulars.putAll(FactorType.particulars(first));
        device.ways().stream()
                .flatMap(way -> way.lastAuthAt().stream())
                .max(Comparator.naturalOrder())
                .ifPresent(at -> particulars.put("last_auth_at", Method.time(at)));
        return new Method(device.id(), device.type(), usage(), first.createdAt(), particulars);
    }

    private static void checkPreference(String way) {
        if (!FactorType.WAYS.contains(way)) {
            throw AccountRefusal.field(
                    FactorType.PREFERENCE, "The method must be one of " + String.join(", ", FactorType.WAYS) + ".");
        }
    }

    /** The same device has the same letters behind the bar, whatever an API calls it before it. */
    private static String idOf(Kind kind, String id) {
        return FactorType.nameOf(kind) + id.substring(id.indexOf('|'));
    }

    private static Optional<FactorType> type(String name) {
        return FactorType.ENROLLABLE.stream()
                .filter(type -> type.name().equals(name))
                .findFirst();
    }

    private static AccountRefusal refused(String detail, Redemption redemption) {
        return AccountRefusal.of(Code.VALIDATION_ERROR, detail, redemption.counted());
    }
}
