package understudy.login;

import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import understudy.http.Redirect;
import understudy.page.Page;
import understudy.page.Texts;
import understudy.session.AuthorizationRequest;
import understudy.session.Login;
import understudy.session.Logins;
import understudy.tenant.Client;
import understudy.tenant.Connection;
import understudy.tenant.Tenant;

/**
 * One request for a page, its login already found: this browser began it, and it has come as far as this page.
 *
 * @param form what was posted; empty for a GET
 */
record Visit(Context http, Tenant tenant, Logins.Found found, Map<String, String> form) {

    /** As a tenant calls it that has set no name of its own (management-api.md §2.4). */
    private static final String PUSH_APP = "Auth0 Guardian";

    private static final String DEFAULT_ACTION = "default";
    private static final Set<String> CAPABILITIES =
            Set.of("js-available", "webauthn-available", "is-brave", "webauthn-platform-available");

    Login login() {
        return found.login();
    }

    /** The same request, the login having gone on meanwhile. */
    Visit with(Logins.Found later) {
        return new Visit(http, tenant, later, form);
    }

    /** What was typed into a field; empty when nothing was. */
    String typed(String field) {
        return form.getOrDefault(field, "");
    }

    /** Which button was pressed; many clients leave it away (universal-login.md §1.5). */
    String action() {
        String action = typed("action");
        return action.isEmpty() ? DEFAULT_ACTION : action;
    }

    /** Any value but "false" ticks a box (universal-login.md §7). */
    boolean isTicked(String field) {
        return !typed(field).isEmpty() && !typed(field).equals("false");
    }

    /** Whether a script asks, not a person (universal-login.md §2.4). */
    boolean wantsJson() {
        String accept = http.header("Accept");
        return accept != null && accept.contains("application/json") && !accept.contains("text/html");
    }

    /** The login, knowing what the browser can do if this form says so (universal-login.md §5.6). */
    Login told() {
        return form.containsKey("js-available")
                ? login().ableTo(CAPABILITIES.stream()
                        .filter(name -> typed(name).equals("true"))
                        .collect(Collectors.toUnmodifiableSet()))
                : login();
    }

    /** An empty screen of this login, in the person's language. */
    Page page(String screen) {
        return Page.of(screen, Texts.of(login().request().uiLocales().orElse("")), state())
                .withShown(names());
    }

    /** What sentences on every page are filled with. */
    Map<String, String> names() {
        return Map.of(
                "appName", PUSH_APP,
                "company", tenant.friendlyName(),
                "app",
                        tenant.client(login().request().clientId())
                                .flatMap(Client::name)
                                .orElse(login().request().clientId()));
    }

    /** What the person called themselves, or the application did. */
    String username() {
        return login().username().or(() -> login().request().loginHint()).orElse("");
    }

    Identifier identifier() {
        return Identifier.of(connection());
    }

    boolean asksForUsername() {
        return connection().requiresUsername();
    }

    boolean isOpenForSignUp() {
        return connection().isOpen();
    }

    /** Which application asks. */
    Client client() {
        return tenant.client(login().request().clientId()).orElseThrow(LostLogin::new); // removed since the login began
    }

    Connection connection() {
        return Optional.ofNullable(
                        tenant.catalogue().connections().get(login().request().connection()))
                .orElseThrow(LostLogin::new); // removed since the login began
    }

    String state() {
        return switch (found.stage()) {
            case LOGIN -> login().loginState();
            case MFA -> login().mfaState();
        };
    }

    void goTo(String path) {
        Redirect.found(http, link(path));
    }

    /** The address of another page of this stage. */
    String link(String path) {
        return address(path, state(), login().request());
    }

    /** Back to whoever decides what is still needed. */
    void resume() {
        Redirect.found(http, resumption(login()));
    }

    /** Where that is asked. */
    static String resumption(Login login) {
        return "/authorize/resume?state=" + login.id();
    }

    /** A page's address; the languages asked for travel with it (universal-login.md §2.1). */
    static String address(String path, String state, AuthorizationRequest request) {
        Optional<String> locales = request.uiLocales().map(tags -> "&ui_locales=" + Redirect.encoded(tags));
        return path + "?state=" + state + locales.orElse("");
    }
}
