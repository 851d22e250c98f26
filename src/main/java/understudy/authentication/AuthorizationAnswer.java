package understudy.authentication;

import io.javalin.http.Context;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import understudy.base.Json;
import understudy.http.Redirect;
import understudy.page.Pages;
import understudy.page.Texts;
import understudy.tenant.AllowedUrls;
import understudy.tenant.Tenant;

/** Takes an answer of {@code /authorize}, good or bad, back to the application in the response mode it asked for (§2.2). */
final class AuthorizationAnswer {

    private static final String TEMPLATES = "understudy/authentication/";
    private static final int NONCE_BYTES = 18;

    private final Pages pages;

    AuthorizationAnswer(Pages pages) {
        this.pages = pages;
    }

    /** @param fields without {@code state}, which is added where the request sent one */
    void send(Context http, Tenant tenant, Return to, Map<String, String> fields) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        to.state().ifPresent(state -> all.put("state", state));
        switch (to.mode()) {
            case QUERY -> Redirect.found(http, withQuery(to.redirectUri(), encoded(all)));
            case FRAGMENT -> Redirect.found(http, to.redirectUri() + "#" + encoded(all));
            case FORM_POST ->
                pages.show(
                        http,
                        200,
                        TEMPLATES + "form-post",
                        Map.of(
                                "texts",
                                Texts.english(),
                                "action",
                                to.redirectUri(),
                                "fields",
                                all,
                                Pages.NONCE,
                                tenant.world().token(NONCE_BYTES)));
            case WEB_MESSAGE ->
                pages.showInFrame(
                        http,
                        200,
                        TEMPLATES + "web-message",
                        Map.of(
                                "texts",
                                Texts.english(),
                                "origin",
                                messageOrigin(tenant, to).orElse(""),
                                "response",
                                Json.text(all),
                                Pages.NONCE,
                                tenant.world().token(NONCE_BYTES)));
        }
    }

    /** The callback's origin, where the client lists it among its web origins; else the message has nobody to go to. */
    static Optional<String> messageOrigin(Tenant tenant, Return to) {
        URI callback = URI.create(to.redirectUri());
        String origin = callback.getScheme() + "://" + callback.getRawAuthority();
        List<String> listed = tenant.client(to.clientId()).stream()
                .flatMap(client -> client.webOrigins().stream())
                .toList();
        return Optional.of(origin).filter(asked -> AllowedUrls.contain(listed, asked));
    }

    private static String withQuery(String url, String query) {
        return url + (url.indexOf('?') < 0 ? "?" : "&") + query;
    }

    private static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> Redirect.encoded(field.getKey()) + "=" + Redirect.encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }
}
