package understudy.authentication;

import io.javalin.http.Context;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import understudy.authentication.OAuthRefusal.Code;
import understudy.base.Hash;
import understudy.base.Reason;
import understudy.http.Parameters;
import understudy.tenant.Client;
import understudy.tenant.Tenant;

/** Which client asks, and whether it proves it: by nothing but its id, by a secret in the body, or by HTTP Basic (§1.5). */
final class ClientAuthentication {

    private static final String RULE = "authentication-api.md §1.5";
    private static final String BASIC = "Basic ";

    private ClientAuthentication() {}

    private record Credentials(Optional<String> id, Optional<String> secret) {}

    /** @throws OAuthRefusal when no client is named, it is unknown, or its secret is wrong or missing */
    static Client prove(Tenant tenant, Context http, Parameters parameters) {
        Credentials given = credentials(http, parameters);
        String clientId = given.id().orElseThrow(() -> OAuthRefusal.missing("client_id"));
        Client client = tenant.client(clientId).orElseThrow(() -> unknown(clientId));
        if (!client.isPublic() && !hasSecret(client, given.secret())) {
            throw unproven(client, given.secret().isPresent());
        }
        return client;
    }

    private static boolean hasSecret(Client client, Optional<String> given) {
        return given.isPresent()
                && client.secret().isPresent()
                && Hash.same(client.secret().get(), given.get());
    }

    private static Credentials credentials(Context http, Parameters parameters) {
        Optional<String> id = TokenRequest.text(parameters, "client_id");
        Optional<String> secret = TokenRequest.text(parameters, "client_secret");
        String header = http.header("Authorization");
        if (header == null || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return new Credentials(id, secret);
        }
        Credentials basic = basic(header.substring(BASIC.length()).strip());
        boolean isTwice = secret.isPresent()
                || id.filter(other -> !basic.id().equals(Optional.of(other))).isPresent();
        if (isTwice) {
            throw OAuthRefusal.of(
                    Code.INVALID_REQUEST,
                    "Client credentials must be sent in one place only",
                    new Reason(
                            "client.twice",
                            "RFC 6749 §2.3",
                            "the Authorization header and the body both identify the client",
                            "send the secret either by HTTP Basic or in the body"));
        }
        return basic;
    }

    private static Credentials basic(String encoded) {
        try {
            String decoded = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = decoded.indexOf(':');
            if (colon > 0) {
                return new Credentials(
                        Optional.of(formDecoded(decoded.substring(0, colon))),
                        Optional.of(formDecoded(decoded.substring(colon + 1))));
            }
        } catch (IllegalArgumentException e) {
            // refused below, like a header without a colon
        }
        throw OAuthRefusal.of(
                Code.INVALID_REQUEST,
                "The Authorization header is malformed",
                new Reason(
                        "client.basic",
                        "RFC 7617 §2",
                        "the Basic credentials are not Base64 of id:secret",
                        "let the HTTP library encode them"));
    }

    /** RFC 6749 §2.3.1: both halves are form-encoded before they are joined. */
    private static String formDecoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static OAuthRefusal unknown(String clientId) {
        return OAuthRefusal.of(
                Code.INVALID_CLIENT,
                "Unknown client",
                new Reason(
                        "client.unknown",
                        RULE,
                        "this tenant has no client " + clientId,
                        "use a client_id of the seed (demo-spa, demo-backend …) or add one to it"));
    }

    private static OAuthRefusal unproven(Client client, boolean sent) {
        return OAuthRefusal.of(
                Code.CLIENT_UNPROVEN,
                "Unauthorized",
                new Reason(
                        "client.secret",
                        RULE,
                        "client " + client.clientId() + " sent " + (sent ? "a wrong" : "no") + " client_secret",
                        "send the secret the seed gives this client, in the body or by HTTP Basic"));
    }
}
