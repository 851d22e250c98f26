package understudy.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The one road a page takes to a browser: from its precompiled template, with the headers that keep it safe there. */
public final class Pages {

    /** The parameter whose value allows one inline script; random, and handed in by whoever owns chance. */
    public static final String NONCE = "nonce";

    /** Where what pages load is served from. */
    public static final String ASSETS = "/u/assets/";

    private static final Pattern FIT_FOR_A_HEADER = Pattern.compile("[A-Za-z0-9_-]{16,}");

    private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

    /** Serves what pages load: style, script and mark. */
    public void register(RoutesConfig routes) {
        for (Asset asset : Asset.values()) {
            asset.register(routes);
        }
    }

    /**
     * Shows a screen.
     *
     * @param template its folder and name, such as {@code understudy/login/login-id}
     */
    public void show(Context http, int status, String template, Page page) {
        show(http, status, template, Map.of("page", page));
    }

    /** Shows a template with parameters of its own. Where one is {@link #NONCE}, its inline script runs and no other. */
    public void show(Context http, int status, String template, Map<String, Object> params) {
        send(http, status, template, params, policy(params) + "; frame-ancestors 'none'");
    }

    /** Shows a template that an application loads into a hidden frame: it must have nothing to press on it. */
    public void showInFrame(Context http, int status, String template, Map<String, Object> params) {
        send(http, status, template, params, policy(params));
    }

    private void send(Context http, int status, String template, Map<String, Object> params, String policy) {
        Utf8ByteOutput html = new Utf8ByteOutput();
        engine.render(template + ".jte", params, html);
        http.status(status)
                .header("Cache-Control", "no-store")
                .header("Content-Security-Policy", policy)
                // With none at all, browsers would send "Origin: null" with our own forms, as strangers do.
                .header("Referrer-Policy", "strict-origin-when-cross-origin")
                .header("X-Content-Type-Options", "nosniff")
                .contentType("text/html; charset=utf-8")
                .result(html.toByteArray());
    }

    // No form-action: Chromium holds it against the redirects after a form too, and ours end at the application.
    private static String policy(Map<String, Object> params) {
        return "default-src 'none'; style-src 'self'; script-src " + scripts(params.get(NONCE))
                + "; img-src 'self' data:; connect-src 'self'; base-uri 'none'";
    }

    private static String scripts(@Nullable Object nonce) {
        if (nonce == null) {
            return "'self'";
        }
        if (!FIT_FOR_A_HEADER.matcher(nonce.toString()).matches()) {
            throw new IllegalArgumentException("not a nonce: letters, digits, - and _, at least 16 of them");
        }
        return "'nonce-" + nonce + "'";
    }
}
