package understudy.authentication;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.authentication.OAuthRefusal.Code;
import understudy.authentication.grant.PasswordlessGrant;
import understudy.base.World;
import understudy.http.Parameters;
import understudy.http.Redirect;
import understudy.passwordless.Passwordless;
import understudy.passwordless.PasswordlessRefusal;
import understudy.session.AuthorizationRequest;
import understudy.session.Browser;
import understudy.session.Login;
import understudy.session.LoginCookie;
import understudy.session.Logins;
import understudy.tenant.Client;
import understudy.tenant.Connection;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/**
 * {@code GET /passwordless/verify_redirect}: whoever follows the link has signed in, and goes on as from a page of ours, to a second
 * factor or to the application. Any browser will do: that it is the one which asked is for the application's {@code state} to tell.
 */
final class MagicLinkEndpoint {

    private static final String RULE = "authentication-api.md §10.3";

    private final Passwordless passwordless;
    private final Logins logins;
    private final AuthorizeEndpoint authorize;
    private final Journal journal;

    MagicLinkEndpoint(Passwordless passwordless, Logins logins, AuthorizeEndpoint authorize, Journal journal) {
        this.passwordless = passwordless;
        this.logins = logins;
        this.authorize = authorize;
        this.journal = journal;
    }

    void follow(Context http, Tenant tenant) {
        authorize.answering(http, tenant, () -> {
            Map<String, String> query = Parameters.ofQuery(http).texts();
            AuthorizationRequest request = AuthorizationRequests.read(tenant, asked(query), Connection::isPasswordless);
            Client client = tenant.client(request.clientId()).orElseThrow();
            Journal.client(http, client);
            Connection connection = tenant.catalogue().connections().get(request.connection());
            User user = redeem(tenant, client, connection, request, query);
            signIn(http, tenant, request, user, connection);
        });
    }

    /** What {@code /authorize} would be asked; an application that did not say what it wants is given a code. */
    private static Map<String, String> asked(Map<String, String> query) {
        Map<String, String> asked = new LinkedHashMap<>(Map.of("response_type", "code"));
        asked.putAll(query);
        return asked;
    }

    private User redeem(
            Tenant tenant,
            Client client,
            Connection connection,
            AuthorizationRequest request,
            Map<String, String> query) {
        Optional<String> address = Stream.of("email", "phone_number")
                .flatMap(name -> Optional.ofNullable(query.get(name)).stream())
                .findFirst();
        try {
            return passwordless.redeem(
                    tenant, client, connection, address.orElse(""), query.getOrDefault("verification_code", ""));
        } catch (PasswordlessRefusal refused) {
            throw AuthorizeRefusal.sent(
                    Return.of(request),
                    OAuthRefusal.of(Code.UNAUTHORIZED, PasswordlessGrant.text(refused, connection), refused.reason()));
        }
    }

    private void signIn(Context http, Tenant tenant, AuthorizationRequest request, User user, Connection connection) {
        Browser browser = new Browser(http, tenant);
        browser.recognise();
        World world = tenant.world();
        // Against fixation: a cookie from before signing in opens nothing after it.
        LoginCookie renewed = browser.keep(
                browser.logins().map(known -> known.renewed(world)).orElseGet(() -> LoginCookie.fresh(world)));
        Login.First first = Login.First.now(user.userId(), PasswordlessGrant.amr(connection), tenant.now());
        Login login = logins.open(tenant, renewed, request, Optional.of(first)).login();
        Journal.flow(http, login.id());
        journal.changed(http, tenant, user.userId(), "somebody signed in by following a link");
        Redirect.found(http, "/authorize/resume?state=" + login.id());
    }
}
