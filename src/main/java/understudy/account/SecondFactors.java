package understudy.account;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import understudy.account.AccountRefusal.Code;
import understudy.account.AuthSessions.AuthSession;
import understudy.base.Reason;
import understudy.factor.Kind;
import understudy.factor.Particulars;
import understudy.mfa.Enrolments;
import understudy.mfa.Mfa;
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
        return Set.of(
                "totp",
                "phone",
                "email",
                "push-notification",
                "recovery-code",
                "webauthn-roaming",
                "webauthn-platform");
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
        return mfa.enrolments().list(caller.tenant(), caller.user()).stream()
                .map(this::method)
                .toList();
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
        body.only("type");
        Kind kind = mfa.factors()
                .offered(caller.tenant())
                .filter(offered -> FactorType.nameOf(offered).equals(type))
                .findFirst()
                .orElseThrow(() -> AccountRefusal.field("type", "The factor is not enabled: " + type));
        Enrolments.Begun begun = mfa.enrolments()
                .beginAlone(caller.tenant(), caller.user(), caller.pass(), kind.name(), Particulars.none());
        String id = idOf(kind, begun.id());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", id);
        answer.put("auth_session", sessions.seal(caller, id, begun.handle()));
        answer.putAll(wanted.shows().apply(begun.shown()));
        return new Begun(id, answer);
    }

    @Override
    public Method confirm(Caller caller, String id, Body body) {
        Enrolments.Listed waiting = find(caller, id);
        Optional<FactorType.Answers> answers =
                type(FactorType.nameOf(waiting.kind())).flatMap(FactorType::answers);
        body.only("auth_session", answers.map(FactorType.Answers::field).orElse("auth_session"));
        AuthSession session = sessions.open(caller, id, body.text("auth_session"));
        Pass pass = session.pass(caller.pass());
        answers.ifPresentOrElse(
                how -> confirm(caller, pass, waiting, how, body, session.handle()),
                () -> mfa.enrolments().replaceFallback(caller.tenant(), pass, waiting.id()));
        return method(find(caller, id));
    }

    private void confirm(
            Caller caller,
            Pass pass,
            Enrolments.Listed waiting,
            FactorType.Answers how,
            Body body,
            Optional<String> handle) {
        Redemption redemption = mfa.confirm(
                caller.tenant(),
                caller.user(),
                pass,
                waiting.id(),
                waiting.kind().name(),
                how.reading().read(body, how.field(), handle));
        switch (redemption.outcome()) {
            case ACCEPTED -> {}
            case REJECTED, EXPIRED, PENDING -> throw refused(how.field(), redemption);
        }
    }

    @Override
    public void rename(Caller caller, String id, String name) {
        mfa.enrolments().rename(caller.tenant(), caller.pass(), find(caller, id).id(), name);
    }

    @Override
    public void remove(Caller caller, String id) {
        mfa.enrolments()
                .remove(
                        caller.tenant(),
                        caller.user(),
                        caller.pass(),
                        find(caller, id).id());
    }

    private Enrolments.Listed find(Caller caller, String id) {
        Predicate<Enrolments.Listed> isMeant =
                listed -> idOf(listed.kind(), listed.id()).equals(id);
        return mfa.enrolments().list(caller.tenant(), caller.user()).stream()
                .filter(isMeant)
                .findFirst()
                .orElseThrow(() -> AuthenticationMethods.unknown(id));
    }

    private Method method(Enrolments.Listed listed) {
        Map<String, Object> particulars = new LinkedHashMap<>();
        particulars.put("confirmed", listed.active());
        listed.name().ifPresent(name -> particulars.put("name", name));
        listed.lastAuthAt().ifPresent(at -> particulars.put("last_auth_at", Method.time(at)));
        return new Method(
                idOf(listed.kind(), listed.id()),
                FactorType.nameOf(listed.kind()),
                usage(),
                listed.createdAt(),
                particulars);
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

    private static AccountRefusal refused(String field, Redemption redemption) {
        Reason reason = redemption.reason().orElseThrow();
        Reason counted = new Reason(
                reason.check(),
                reason.rule(),
                reason.why() + " (" + redemption.attemptsLeft() + " attempts left, were the code limit on)",
                reason.fix());
        return AccountRefusal.of(Code.VALIDATION_ERROR, "Invalid " + field + ".", counted);
    }
}
