package understudy.authentication;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import understudy.authentication.OAuthRefusal.Code;
import understudy.authentication.grant.Scopes;
import understudy.base.Reason;
import understudy.http.Redirect;
import understudy.session.AuthorizationRequest;
import understudy.session.AuthorizationRequest.CodeChallenge;
import understudy.session.AuthorizationRequest.ResponseMode;
import understudy.session.AuthorizationRequest.ResponseType;
import understudy.tenant.AllowedUrls;
import understudy.tenant.Client;
import understudy.tenant.Connection;
import understudy.tenant.Tenant;

/**
 * Reads a request to {@code /authorize} (authentication-api.md §2.1): first who asks and where the answer may go, which decides how
 * every later refusal travels, then all the rest.
 */
final class AuthorizationRequests {

    private static final String RULE = "authentication-api.md §2.3";
    private static final Set<String> PROMPTS = Set.of("none", "login", "consent", "select_account");
    private static final Pattern S256 = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._~-]{43,128}"); // RFC 7636 §4.1
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private final Tenant tenant;
    private final Map<String, String> parameters;
    private final Predicate<Connection> signsIn;
    private final Client client;
    private final Return to;

    private AuthorizationRequests(Tenant tenant, Map<String, String> parameters, Predicate<Connection> signsIn) {
        this.tenant = tenant;
        this.parameters = parameters;
        this.signsIn = signsIn;
        parameters.forEach(AuthorizationRequests::checkLength);
        this.client = client();
        this.to = new Return(client.clientId(), redirectUri(), provisionalMode(), optional("state"));
    }

    /** @throws AuthorizeRefusal on a page while there is no callback to trust, later sent to it */
    static AuthorizationRequest read(Tenant tenant, Map<String, String> parameters) {
        return read(tenant, parameters, Connection::isDatabase);
    }

    /** @param signsIn which connections somebody could sign in with here */
    static AuthorizationRequest read(Tenant tenant, Map<String, String> parameters, Predicate<Connection> signsIn) {
        return new AuthorizationRequests(tenant, parameters, signsIn).read();
    }

    private AuthorizationRequest read() {
        Set<ResponseType> types = responseTypes();
        allowGrants(types);
        List<String> scope = optional("scope").map(Scopes::split).orElse(List.of());
        if (types.equals(Set.of(ResponseType.ID_TOKEN)) && !scope.contains("openid")) {
            throw refused(
                    Code.INVALID_REQUEST,
                    "Missing required scope: openid",
                    "request.scope",
                    "there is no ID token without the scope openid, and nothing else was asked for",
                    "add openid to the scope");
        }
        if (scope.containsAll(List.of("online_access", "offline_access"))) {
            throw refused(
                    Code.INVALID_REQUEST,
                    "Cannot request both online_access and offline_access scopes",
                    "request.scope",
                    "a refresh token is bound to the session or it is not",
                    "ask for one of the two");
        }
        refuseWhatIsNotHere();
        Set<String> prompt = prompt();
        return new AuthorizationRequest(
                client.clientId(),
                to.redirectUri(),
                optional("redirect_uri").isPresent(),
                types,
                responseMode(types),
                scope,
                audience(),
                to.state(),
                nonce(types, scope),
                codeChallenge(),
                prompt,
                maxAge(),
                optional("acr_values").map(Scopes::split).orElse(List.of()),
                optional("login_hint"),
                connection(),
                optional("screen_hint"),
                optional("ui_locales"));
    }

    // ------------------------------------------------------------------------- who asks, and where the answer may go

    /** Most of them come back in an address: told now, and not when somebody has signed in. */
    private static void checkLength(String name, String value) {
        if (!Redirect.carries(value)) {
            throw AuthorizeRefusal.onPage(OAuthRefusal.tooLong(name));
        }
    }

    private Client client() {
        String id = optional("client_id").orElseThrow(() -> AuthorizeRefusal.onPage(OAuthRefusal.missing("client_id")));
        return tenant.client(id)
                .orElseThrow(() -> AuthorizeRefusal.onPage(OAuthRefusal.of(
                        Code.CLIENT_UNKNOWN,
                        "Unknown client: " + id,
                        new Reason(
                                "client.unknown",
                                RULE,
                                "this tenant has no client " + id,
                                "use a client_id of the seed (demo-spa, demo-web …) or add one to it"))));
    }

    private String redirectUri() {
        Optional<String> asked = optional("redirect_uri");
        Optional<String> good = asked.isPresent()
                ? asked.filter(url -> AllowedUrls.contain(client.callbacks(), url))
                : AllowedUrls.first(client.callbacks());
        return good.orElseThrow(() -> AuthorizeRefusal.onPage(OAuthRefusal.of(
                Code.CALLBACK_MISMATCH,
                "Callback URL mismatch. The provided redirect_uri is not in the list of allowed callback URLs.",
                new Reason(
                        "request.redirect_uri",
                        RULE,
                        asked.isPresent()
                                ? "the redirect_uri is not one of the callbacks of client " + client.clientId()
                                : "client " + client.clientId() + " has no callback, and the request named none",
                        "add the exact URL to the client's callbacks in the seed"))));
    }

    /** How a refusal travels that is found before the response types are. */
    private ResponseMode provisionalMode() {
        return optional("response_mode")
                .flatMap(AuthorizationRequests::mode)
                .orElseGet(() -> Scopes.split(optional("response_type").orElse("code")).stream()
                                .anyMatch(type -> type.equals("token") || type.equals("id_token"))
                        ? ResponseMode.FRAGMENT
                        : ResponseMode.QUERY);
    }

    // ------------------------------------------------------------------------------------------------------ the rest

    private Set<ResponseType> responseTypes() {
        String asked = optional("response_type").orElseThrow(() -> AuthorizeRefusal.sent(to, missing("response_type")));
        Set<ResponseType> types = EnumSet.noneOf(ResponseType.class);
        for (String word : Scopes.split(asked)) {
            ResponseType type = Arrays.stream(ResponseType.values())
                    .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst()
                    .orElseThrow(() -> unsupportedType(asked));
            types.add(type);
        }
        if (types.isEmpty()) {
            throw unsupportedType(asked);
        }
        return types;
    }

    private AuthorizeRefusal unsupportedType(String asked) {
        return refused(
                Code.UNSUPPORTED_RESPONSE_TYPE,
                "Unsupported response type: " + asked,
                "request.response_type",
                "a response type is made of code, token and id_token",
                "ask for code");
    }

    private void allowGrants(Set<ResponseType> types) {
        if (types.contains(ResponseType.CODE)) {
            allowGrant("authorization_code");
        }
        if (types.contains(ResponseType.TOKEN) || types.contains(ResponseType.ID_TOKEN)) {
            allowGrant("implicit");
        }
    }

    private void allowGrant(String grant) {
        if (!client.grantTypes().contains(grant)) {
            throw refused(
                    Code.UNAUTHORIZED_CLIENT,
                    "Grant type '" + grant + "' not allowed for the client.",
                    "grant.not_allowed",
                    "client " + client.clientId() + " may not use the grant " + grant,
                    "add it to the client's grant_types");
        }
    }

    private ResponseMode responseMode(Set<ResponseType> types) {
        Optional<String> asked = optional("response_mode");
        boolean holdsTokens = types.contains(ResponseType.TOKEN) || types.contains(ResponseType.ID_TOKEN);
        if (asked.isEmpty()) {
            return holdsTokens ? ResponseMode.FRAGMENT : ResponseMode.QUERY;
        }
        // A query ends up in logs and histories: no token travels there (OAuth 2.0 Multiple Response Types §5).
        return asked.flatMap(AuthorizationRequests::mode)
                .filter(mode -> mode != ResponseMode.QUERY || !holdsTokens)
                .orElseThrow(() -> AuthorizeRefusal.sent(
                        new Return(to.clientId(), to.redirectUri(), defaultMode(holdsTokens), to.state()),
                        OAuthRefusal.of(
                                Code.INVALID_REQUEST,
                                "Unsupported response mode: " + asked.get(),
                                new Reason(
                                        "request.response_mode",
                                        RULE,
                                        "this response mode is unknown, or would put a token into a query",
                                        "use query (with code only), fragment, form_post or web_message"))));
    }

    private static ResponseMode defaultMode(boolean holdsTokens) {
        return holdsTokens ? ResponseMode.FRAGMENT : ResponseMode.QUERY;
    }

    private static Optional<ResponseMode> mode(String asked) {
        return Arrays.stream(ResponseMode.values())
                .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(asked))
                .findFirst();
    }

    private Set<String> prompt() {
        Set<String> prompt = Set.copyOf(Scopes.split(optional("prompt").orElse("")));
        boolean isKnown = PROMPTS.containsAll(prompt);
        boolean contradicts = prompt.contains("none") && prompt.size() > 1;
        if (!isKnown || contradicts) {
            throw invalid(
                    "prompt",
                    contradicts ? "none cannot go with another prompt" : "there is no such prompt",
                    "use none, login, consent or select_account");
        }
        return prompt;
    }

    private Optional<Long> maxAge() {
        Optional<String> asked = optional("max_age");
        if (asked.filter(text -> !SECONDS.matcher(text).matches()).isPresent()) {
            throw invalid("max_age", "max_age is not a number of seconds", "send a whole number, such as 300");
        }
        return asked.map(Long::valueOf);
    }

    private Optional<String> nonce(Set<ResponseType> types, List<String> scope) {
        Optional<String> nonce = optional("nonce");
        if (types.contains(ResponseType.ID_TOKEN) && scope.contains("openid") && nonce.isEmpty()) {
            throw AuthorizeRefusal.sent(to, missing("nonce")); // OpenID Connect Core §3.2.2.1
        }
        return nonce;
    }

    private Optional<CodeChallenge> codeChallenge() {
        Optional<String> value = optional("code_challenge");
        Optional<String> method = optional("code_challenge_method");
        if (value.isEmpty() && method.isEmpty()) {
            return Optional.empty();
        }
        Optional<CodeChallenge.Method> known = Arrays.stream(CodeChallenge.Method.values())
                .filter(one -> one.name().equalsIgnoreCase(method.orElse("plain")))
                .findFirst();
        boolean fits = value.isPresent()
                && known.isPresent()
                && (known.get() == CodeChallenge.Method.S256 ? S256 : PLAIN)
                        .matcher(value.get())
                        .matches();
        if (!fits) {
            throw invalid(
                    "code_challenge",
                    "the code challenge is missing, malformed, or of a method other than S256 and plain",
                    "send the SHA-256 of the verifier in URL-safe Base64, with code_challenge_method=S256");
        }
        return value.map(text -> new CodeChallenge(text, known.get()));
    }

    private Optional<String> audience() {
        Optional<String> asked = optional("audience")
                .or(() -> tenant.catalogue()
                        .settings()
                        .resourceParameterProfile()
                        .filter("compatibility"::equals)
                        .flatMap(profile -> optional("resource")))
                .or(() -> tenant.catalogue().settings().defaultAudience().filter(text -> !text.isEmpty()))
                .filter(audience -> !tenant.isUserinfo(audience));
        asked.filter(audience -> tenant.api(audience).isEmpty()).ifPresent(unknown -> {
            throw refused(
                    Code.ACCESS_DENIED,
                    "Service not found: " + unknown,
                    "audience.unknown",
                    "this tenant has no API with the identifier " + unknown,
                    "use an identifier of the seed's resourceServers, character by character");
        });
        return asked;
    }

    /** The directory named, else the default one or another database that the client may use. */
    private String connection() {
        Map<String, Connection> all = tenant.catalogue().connections();
        Optional<String> asked = optional("connection");
        if (asked.isPresent()) {
            Connection named = all.get(asked.get());
            if (named == null) {
                throw connectionRefused("the connection was not found", asked.get());
            }
            if (!named.isEnabledFor(client) || !signsIn.test(named)) {
                throw connectionRefused("the connection is not enabled", asked.get());
            }
            return named.name();
        }
        Optional<String> usual = tenant.catalogue().settings().defaultDirectory();
        return Stream.concat(
                        usual.stream().flatMap(name -> Stream.ofNullable(all.get(name))),
                        all.values().stream().sorted((one, other) -> one.name().compareTo(other.name())))
                .filter(connection -> signsIn.test(connection) && connection.isEnabledFor(client))
                .map(Connection::name)
                .findFirst()
                .orElseThrow(() -> connectionRefused("no connections enabled for the client", client.clientId()));
    }

    private AuthorizeRefusal connectionRefused(String text, String what) {
        return refused(
                Code.INVALID_REQUEST,
                text,
                "connection.unknown",
                text + ": " + what,
                "name a connection whose enabled_clients hold this client");
    }

    private void refuseWhatIsNotHere() {
        if (optional("organization").isPresent() || optional("invitation").isPresent()) {
            throw refused(
                    Code.INVALID_REQUEST,
                    "parameter organization is not allowed for this client",
                    "request.organization",
                    "there are no organizations in this tenant",
                    "leave organization and invitation away");
        }
        if (optional("request").isPresent()) {
            throw refused(
                    Code.INVALID_REQUEST,
                    "Request objects are not enabled for this client",
                    "request.request",
                    "signed request objects are not read",
                    "send the parameters themselves, or push them to /oauth/par");
        }
    }

    // ---------------------------------------------------------------------------------------------------- refusing

    private AuthorizeRefusal invalid(String parameter, String why, String fix) {
        return refused(Code.INVALID_REQUEST, "Invalid parameter: " + parameter, "request." + parameter, why, fix);
    }

    private AuthorizeRefusal refused(Code code, String text, String check, String why, String fix) {
        return AuthorizeRefusal.sent(to, OAuthRefusal.of(code, text, new Reason(check, RULE, why, fix)));
    }

    private static OAuthRefusal missing(String parameter) {
        return OAuthRefusal.of(
                Code.INVALID_REQUEST,
                "Missing required parameter: " + parameter,
                new Reason("request.parameter", RULE, "the request has no " + parameter, "send " + parameter));
    }

    private Optional<String> optional(String name) {
        return Optional.ofNullable(parameters.get(name)).filter(text -> !text.isEmpty());
    }
}
