package understudy.authentication;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.authentication.OAuthRefusal.Code;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.factor.Factor;
import understudy.factor.Kind;
import understudy.factor.Particulars;
import understudy.http.BearerToken;
import understudy.http.Parameters;
import understudy.mfa.Challenged;
import understudy.mfa.Enrolments;
import understudy.mfa.Mfa;
import understudy.mfa.MfaRefusal;
import understudy.mfa.Pass;
import understudy.mfa.Wish;
import understudy.tenant.Client;
import understudy.tenant.Profile.Rule;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/** The MFA API beside the grants: associate, challenge, list and remove authenticators (authentication-api.md §5). */
final class MfaEndpoint {

    private static final String ENROLL = "enroll";
    private static final String READ = "read:authenticators";
    private static final String REMOVE = "remove:authenticators";
    private static final String OOB = "oob";
    private static final String PHONE = "phone";
    private static final String PHONE_NUMBER = "phone_number";
    private static final List<String> CHANNELS = List.of("sms", "voice", "auth0", "email");

    private final ClientAuthentication clientAuthentication;
    private final Mfa mfa;
    private final People people;
    private final Journal journal;

    MfaEndpoint(ClientAuthentication clientAuthentication, Mfa mfa, People people, Journal journal) {
        this.clientAuthentication = clientAuthentication;
        this.mfa = mfa;
        this.people = people;
        this.journal = journal;
    }

    /** {@code POST /mfa/associate} (§5.2). */
    void associate(Context http, Tenant tenant) {
        Pass pass = bearer(http, tenant, ENROLL);
        Parameters parameters = Parameters.of(http);
        TokenRequest.text(parameters, "client_id").ifPresent(clientId -> requireSameClient(clientId, pass));
        User user = user(tenant, pass);
        Kind kind = wanted(tenant, parameters);
        Enrolments.Begun begun = mfa.enrolments().begin(tenant, user, pass, kind.name(), particulars(kind, parameters));
        begun.undelivered().ifPresent(undelivered -> {
            // Nobody can confirm it, for the oob_code stays with us, and the recovery code would never be told.
            mfa.enrolments().takeBack(tenant, pass, begun);
            throw MfaRefusal.notDelivered(undelivered);
        });
        journal.changed(http, tenant, user.userId(), "an enrolment of " + begun.id() + " was begun, not confirmed yet");
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("authenticator_type", begun.kind().authenticatorType());
        begun.kind().oobChannel().ifPresent(channel -> body.put("oob_channel", channel));
        begun.shown().secret().ifPresent(secret -> body.put("secret", secret));
        begun.shown().barcodeUri().ifPresent(uri -> body.put("barcode_uri", uri));
        begun.oobCode().ifPresent(code -> body.put("oob_code", code));
        begun.shown().bindingMethod().ifPresent(method -> body.put("binding_method", method));
        begun.shown()
                .publicKey()
                .ifPresent(options -> putCeremony(http, tenant, body, begun.kind(), options, begun.handle()));
        if (!begun.recoveryCodes().isEmpty()) {
            body.put("recovery_codes", begun.recoveryCodes());
        }
        body.put("id", begun.id());
        answer(http, body);
    }

    /** {@code POST /mfa/challenge} (§5.1). */
    void challenge(Context http, Tenant tenant) {
        Parameters parameters = Parameters.of(http);
        Client client = clientAuthentication.prove(tenant, http, parameters);
        Journal.client(http, client);
        TokenRequest request = new TokenRequest(tenant, client, parameters, http.ip());
        Pass pass = mfa.pass(tenant, Optional.of(client), request.required("mfa_token"))
                .in(AuthenticationApi.language(http));
        Journal.login(http, pass.flow(), pass.userId());
        List<String> types = request.optional("challenge_type")
                .map(text -> Arrays.stream(text.split("\\s+"))
                        .filter(type -> !type.isEmpty())
                        .toList())
                .orElse(List.of());
        Optional<String> channel = request.optional("oob_channel");
        channel.filter(named -> !CHANNELS.contains(named)).ifPresent(unknown -> {
            throw unsupportedChannel("challenge", "§5.1", unknown);
        });
        Wish wish = new Wish(types, channel, request.optional("authenticator_id"));
        Challenged challenged = mfa.challenge(tenant, user(tenant, pass), pass, wish);
        challenged.undelivered().map(MfaRefusal::notDelivered).ifPresent(refusal -> {
            throw refusal;
        });
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("challenge_type", challenged.kind().authenticatorType());
        challenged.oobCode().ifPresent(code -> body.put("oob_code", code));
        challenged.shown().bindingMethod().ifPresent(method -> body.put("binding_method", method));
        challenged
                .shown()
                .publicKey()
                .ifPresent(options -> putCeremony(http, tenant, body, challenged.kind(), options, challenged.handle()));
        answer(http, body);
    }

    /** What the page of a live tenant would hand to the browser: a client without a page does it by itself. */
    private void putCeremony(
            Context http, Tenant tenant, Map<String, Object> body, Kind kind, String options, Optional<String> handle) {
        body.put("authn_params_public_key", Json.object(options));
        body.put("auth_session", new AuthSession(kind.name(), handle.orElseThrow()).text());
        journal.relaxedBy(http, tenant, Rule.WEBAUTHN_API);
    }

    /** {@code GET /mfa/authenticators} (§5.3). */
    void list(Context http, Tenant tenant) {
        Pass pass = bearer(http, tenant, READ);
        User user = user(tenant, pass);
        boolean typed = Requirements.areSent(tenant);
        List<Enrolments.Listed> listed = mfa.enrolments().list(tenant, user);
        if (Requirements.areRelaxed(tenant) && !listed.isEmpty()) {
            journal.relaxedBy(http, tenant, Rule.MFA_REQUIREMENTS);
        }
        answer(http, listed.stream().map(one -> line(one, typed)).toList());
    }

    /** {@code DELETE /mfa/authenticators/{id}} (§5.4). */
    void remove(Context http, Tenant tenant) {
        Pass pass = bearer(http, tenant, REMOVE);
        if (pass.kind() == Pass.Kind.TRANSACTION) {
            throw MfaRefusal.missingScope(REMOVE);
        }
        User user = user(tenant, pass);
        String id = http.pathParam("id");
        mfa.enrolments().remove(tenant, user, pass, id);
        journal.changed(http, tenant, user.userId(), "the authenticator " + id + " was removed");
        http.status(204);
    }

    /** @param typed whether {@code type} is said: SDKs that were sent requirements drop every line without it */
    private static Map<String, Object> line(Enrolments.Listed listed, boolean typed) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", listed.id());
        line.put("authenticator_type", listed.kind().authenticatorType());
        line.put("active", listed.active());
        listed.kind().oobChannel().ifPresent(channel -> line.put("oob_channel", channel));
        listed.name().ifPresent(name -> line.put("name", name));
        if (typed) {
            line.put("type", listed.kind().requirement());
        }
        return line;
    }

    private Pass bearer(Context http, Tenant tenant, String scope) {
        String token = BearerToken.of(http)
                .orElseThrow(() -> OAuthRefusal.of(
                        Code.INVALID_TOKEN,
                        "Invalid MFA token",
                        new Reason(
                                "mfa_token.missing",
                                "authentication-api.md §5.2",
                                "the request has no Authorization: Bearer header",
                                "send the mfa_token, or an access token for the MFA audience, as bearer token")));
        Pass pass = mfa.pass(tenant, Optional.empty(), token).in(AuthenticationApi.language(http));
        Journal.login(http, pass.flow(), pass.userId());
        if (pass.kind() == Pass.Kind.ACCESS_TOKEN && !pass.scopes().contains(scope)) {
            throw MfaRefusal.missingScope(scope);
        }
        return pass;
    }

    private User user(Tenant tenant, Pass pass) {
        return people.present(tenant, pass.userId(), People.MFA_TOKEN_OF_NOBODY);
    }

    private Kind wanted(Tenant tenant, Parameters parameters) {
        String type = theOne(parameters, "authenticator_types");
        return type.equals(OOB) ? ofChannels(tenant, texts(parameters, "oob_channels")) : ofType(tenant, type);
    }

    private Kind ofType(Tenant tenant, String type) {
        List<Kind> ofType = enrolledHere(tenant)
                .filter(kind -> kind.authenticatorType().equals(type))
                .toList();
        if (ofType.isEmpty()) {
            throw unsupported(type);
        }
        return ofType.stream()
                .filter(kind -> tenant.isOn(kind.name()))
                .findFirst()
                .orElseThrow(() -> MfaRefusal.factorOff(type));
    }

    /** Some SDKs name several: the first that is switched on. */
    private Kind ofChannels(Tenant tenant, List<String> channels) {
        if (channels.stream().noneMatch(CHANNELS::contains)) {
            throw unsupportedChannel("associate", "§5.2", channels.get(0));
        }
        return channels.stream()
                .flatMap(channel -> enrolledHere(tenant)
                        .filter(kind ->
                                kind.oobChannel().filter(channel::equals).isPresent()))
                .filter(kind -> tenant.isOn(kind.name()))
                .findFirst()
                .orElseThrow(() -> MfaRefusal.factorOff(String.join(" ", channels)));
    }

    private Stream<Kind> enrolledHere(Tenant tenant) {
        return mfa.factors().all().stream().map(Factor::kind).filter(kind -> isEnrolledHere(tenant, kind));
    }

    /** A recovery code is never asked for, it is handed out; WebAuthn wants a page, unless the profile relaxes that. */
    private static boolean isEnrolledHere(Tenant tenant, Kind kind) {
        return kind.standing() != Kind.Standing.FALLBACK
                && (kind.isOfMfaApi() || tenant.profile().relaxes(Rule.WEBAUTHN_API));
    }

    private static OAuthRefusal unsupported(String type) {
        return OAuthRefusal.of(
                Code.INVALID_REQUEST,
                "Unsupported authenticator type: " + type,
                new Reason(
                        "associate.type",
                        "authentication-api.md §5.2",
                        "the MFA API enrols otp and oob, and in the profile guide WebAuthn; not " + type,
                        "send authenticator_types [\"otp\"], or [\"oob\"] with oob_channels"));
    }

    private static OAuthRefusal unsupportedChannel(String call, String clause, String channel) {
        return OAuthRefusal.of(
                Code.INVALID_REQUEST,
                "Unsupported oob channel: " + channel,
                new Reason(
                        call + ".channel",
                        "authentication-api.md " + clause,
                        "nothing is sent by " + channel,
                        "name one of " + String.join(", ", CHANNELS)));
    }

    private static Particulars particulars(Kind kind, Parameters parameters) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String name : List.of(PHONE_NUMBER, "email")) {
            TokenRequest.text(parameters, name).ifPresent(text -> given.put(name, text));
        }
        if (kind.requirement().equals(PHONE) && !given.containsKey(PHONE_NUMBER)) {
            throw OAuthRefusal.missing(PHONE_NUMBER);
        }
        return new Particulars(given);
    }

    private static String theOne(Parameters parameters, String name) {
        List<String> values = texts(parameters, name);
        if (values.size() != 1) {
            throw malformedList(name);
        }
        return values.get(0);
    }

    private static List<String> texts(Parameters parameters, String name) {
        Object value = parameters.values().get(name);
        if (value == null) {
            throw OAuthRefusal.missing(name);
        }
        if (value instanceof List<?> list && !list.isEmpty() && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw malformedList(name);
    }

    private static OAuthRefusal malformedList(String name) {
        return OAuthRefusal.of(
                Code.INVALID_REQUEST,
                "Parameter must be a list of strings: " + name,
                new Reason(
                        "request.type",
                        "authentication-api.md §5.2",
                        "the parameter " + name
                                + " is not a JSON array of strings, or has not the one element it needs",
                        "send " + name + " as a JSON array, such as [\"otp\"]"));
    }

    private static void requireSameClient(String clientId, Pass pass) {
        if (!clientId.equals(pass.proven().clientId())) {
            throw MfaRefusal.foreignToken(pass.proven().clientId(), clientId);
        }
    }

    private static void answer(Context http, Object body) {
        AuthenticationApi.noStore(http)
                .contentType("application/json; charset=utf-8")
                .result(Json.bytes(body));
    }
}
