package understudy.lab;

import io.javalin.http.Context;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import understudy.factor.Factor;
import understudy.factor.Kind;
import understudy.http.BadBody;
import understudy.http.BearerToken;
import understudy.http.Parameters;
import understudy.mfa.Mfa;
import understudy.mfa.OobCodes;
import understudy.session.Browser;
import understudy.session.BrowserSession;
import understudy.session.Browsers;
import understudy.session.Login;
import understudy.tenant.Client;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;
import understudy.token.Tokens;

/**
 * Whom a request is about, and which factor, as far as it says so itself: by a name that is typed, a token that is brought, a cookie
 * or a path. Nothing is changed by looking, and nothing is taken for granted that the request does not show.
 */
final class Askers {

    /** What people are named by, where a name is sent. */
    private static final Set<String> NAMES = Set.of("username", "email", "login_hint", "phone_number", "user_id");

    private static final String PAGES = "/u/";
    private static final String BASIC = "Basic ";

    private final Users users;
    private final Mfa mfa;
    private final Tokens tokens;
    private final Browsers browsers;

    Askers(Users users, Mfa mfa, Tokens tokens, Browsers browsers) {
        this.users = users;
        this.mfa = mfa;
        this.tokens = tokens;
        this.browsers = browsers;
    }

    Asker of(Context http, Tenant tenant) {
        return new Asker(http, tenant);
    }

    /** One request. It is read only when a fault wants to know. */
    final class Asker {

        private final Context http;
        private final Tenant tenant;

        private Asker(Context http, Tenant tenant) {
            this.http = http;
            this.tenant = tenant;
        }

        /** Whether it is about that person. */
        boolean is(String userId) {
            return isNamed(userId)
                    || segments().anyMatch(userId::equals)
                    || holders().anyMatch(userId::equals);
        }

        /** Whether it is about that factor: on its page, with its id, by its grant, or asking for its type. */
        boolean means(String factorName) {
            return mfa.factors()
                    .find(factorName)
                    .filter(factor -> isOnPageOf(factor)
                            || isNamedById(factor.kind())
                            || isGrantOf(factor.kind())
                            || isAskingFor(factor.kind()))
                    .isPresent();
        }

        private boolean isNamed(String userId) {
            Set<String> typed = NAMES.stream()
                    .flatMap(name -> text(name).stream())
                    .map(Askers::folded)
                    .collect(Collectors.toSet());
            return !typed.isEmpty() && namesOf(userId).map(Askers::folded).anyMatch(typed::contains);
        }

        private Stream<String> namesOf(String userId) {
            Optional<User> user = users.find(tenant.name(), userId);
            return Stream.concat(
                    Stream.of(userId),
                    Stream.of("email", "username", "phone_number")
                            .flatMap(name -> user.flatMap(found -> found.text(name)).stream()));
        }

        /** Whose the tokens and cookies are. */
        private Stream<String> holders() {
            Stream<Supplier<Optional<String>>> ways = Stream.of(
                    () -> BearerToken.of(http).flatMap(this::ofAccessToken),
                    () -> BearerToken.of(http).flatMap(this::ofMfaToken),
                    () -> text("mfa_token").flatMap(this::ofMfaToken),
                    () -> text("refresh_token").or(() -> text("token")).flatMap(this::ofRefreshToken),
                    () -> text("code").flatMap(this::ofAuthorizationCode),
                    this::ofBrowser);
            return ways.flatMap(way -> quietly(way).stream());
        }

        private Optional<String> ofAccessToken(String token) {
            return tokens.accessTokens().read(tenant, token).bearer().map(bearer -> bearer.subject());
        }

        private Optional<String> ofMfaToken(String token) {
            return Optional.of(mfa.pass(tenant, Optional.empty(), token).userId());
        }

        private Optional<String> ofRefreshToken(String token) {
            return client().flatMap(client -> tokens.refreshTokens().present(tenant, client, token))
                    .flatMap(presented -> presented.authorization().userId());
        }

        private Optional<String> ofAuthorizationCode(String code) {
            return client().flatMap(client -> browsers.codes().present(tenant, client, code))
                    .flatMap(presented -> presented.granted().authorization().userId());
        }

        /** On a page whoever has signed in there; elsewhere whoever's session the browser has. */
        private Optional<String> ofBrowser() {
            Browser browser = new Browser(http, tenant);
            if (http.path().startsWith(PAGES)) {
                return browser.logins()
                        .flatMap(cookie ->
                                text("state").flatMap(state -> browsers.logins().ofPage(tenant, cookie, state)))
                        .flatMap(found -> found.login().first())
                        .map(Login.First::userId);
            }
            return browser.session()
                    .flatMap(token -> browsers.sessions().find(tenant, token))
                    .map(BrowserSession::userId);
        }

        /** As it says it is; nothing is proven here. */
        private Optional<Client> client() {
            return text("client_id").or(this::ofBasic).flatMap(tenant::client);
        }

        private Optional<String> ofBasic() {
            return Optional.ofNullable(http.header("Authorization"))
                    .filter(header -> header.startsWith(BASIC))
                    .map(header -> new String(
                            Base64.getDecoder()
                                    .decode(header.substring(BASIC.length()).strip()),
                            StandardCharsets.UTF_8))
                    .map(pair -> decoded(pair.split(":", 2)[0]));
        }

        private boolean isOnPageOf(Factor<?> factor) {
            return factor.screens().stream()
                    .flatMap(screens -> screens.all())
                    .anyMatch(screen ->
                            http.path().equals(screen.path()) || http.path().equals(PAGES + screen.name()));
        }

        private boolean isNamedById(Kind kind) {
            String prefix = kind.idPrefix() + "|";
            return segments().anyMatch(part -> part.startsWith(prefix))
                    || text("authenticator_id")
                            .filter(id -> id.startsWith(prefix))
                            .isPresent();
        }

        private boolean isGrantOf(Kind kind) {
            String grant = text("grant_type").orElse("");
            if (grant.endsWith("/mfa-oob")) {
                return quietly(this::challenged)
                        .filter(id -> id.startsWith(kind.idPrefix() + "|"))
                        .isPresent();
            }
            return grant.endsWith("/mfa-" + kind.authenticatorType())
                    || (grant.endsWith(":webauthn")
                            && text("mfa_token").isPresent()
                            && kind.name().startsWith("webauthn"));
        }

        /** The authenticator whose challenge an out-of-band code names. */
        private Optional<String> challenged() {
            return text("mfa_token")
                    .map(token -> mfa.pass(tenant, Optional.empty(), token))
                    .flatMap(pass -> text("oob_code").map(code -> mfa.outOfBand(tenant, pass, code)))
                    .map(OobCodes.Named::authenticatorId);
        }

        /** Of those that are sent somewhere, the channel is named as well, or any will do. */
        private boolean isAskingFor(Kind kind) {
            List<String> types = words("challenge_type", "authenticator_types", "type");
            boolean isType = types.contains(kind.authenticatorType())
                    || types.contains(kind.idPrefix())
                    || types.contains(kind.requirement());
            List<String> channels = words("oob_channels", "oob_channel", "preferred_authentication_method");
            return isType
                    && (kind.oobChannel().isEmpty()
                            || channels.isEmpty()
                            || channels.contains(kind.oobChannel().get()));
        }

        private Stream<String> segments() {
            return Arrays.stream(http.path().split("/")).map(Askers::decoded);
        }

        private Optional<String> text(String name) {
            return Optional.ofNullable(body().get(name))
                    .filter(value -> value instanceof String)
                    .map(String.class::cast)
                    .or(() -> Optional.ofNullable(http.queryParam(name)))
                    .filter(value -> !value.isEmpty());
        }

        private List<String> words(String... names) {
            Function<Object, Stream<String>> read = value -> value instanceof List<?> list
                    ? list.stream().map(String::valueOf)
                    : Arrays.stream(String.valueOf(value).split(" "));
            return Arrays.stream(names)
                    .flatMap(name -> Optional.ofNullable(body().get(name)).stream())
                    .flatMap(read)
                    .toList();
        }

        private Map<String, Object> body() {
            try {
                return Parameters.of(http).values();
            } catch (BadBody nothingToReadThen) {
                return Map.of();
            }
        }
    }

    /** What is no token of ours, or of no use any more, tells nothing. */
    private static Optional<String> quietly(Supplier<Optional<String>> way) {
        try {
            return way.get();
        } catch (RuntimeException toldNothing) {
            return Optional.empty();
        }
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
