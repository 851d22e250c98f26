package understudy.authentication;

import io.javalin.http.Context;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import understudy.authentication.OAuthRefusal.Code;
import understudy.base.Hash;
import understudy.base.Reason;
import understudy.http.Parameters;
import understudy.tenant.Client;
import understudy.tenant.Tenant;
import understudy.token.ClientAssertions;

/**
 * Which client asks, and whether it proves it: by nothing but its id, by a secret in the body or by HTTP Basic, or by an assertion
 * (§1.5).
 */
final class ClientAuthentication {

    private static final String RULE = "authentication-api.md §1.5";
    private static final String BASIC = "Basic ";
    private static final List<String> ASSERTION = List.of("client_assertion", "client_assertion_type");

    private final ClientAssertions assertions;

    ClientAuthentication(ClientAssertions assertions) {
        this.assertions = assertions;
    }

    private record Credentials(Optional<String> id, Optional<String> secret) {}

    /** Whether the request names a client, in any of the ways there are. */
    static boolean isAttempted(Context http, Parameters parameters) {
        return TokenRequest.text(parameters, "client_id").isPresent()
                || TokenRequest.text(parameters, "client_assertion").isPresent()
                || http.header("Authorization") != null;
    }

    /** @throws OAuthRefusal when no client is named, it is unknown, or what it proves itself with is wrong or missing */
    Client prove(Tenant tenant, Context http, Parameters parameters) {
        Credentials given = credentials(http, parameters);
        if (ASSERTION.stream()
                .anyMatch(name -> TokenRequest.text(parameters, name).isPresent())) {
            return proveByAssertion(tenant, given, parameters);
        }
        String clientId = given.id().orElseThrow(() -> OAuthRefusal.missing("client_id"));
        Client client = tenant.client(clientId).orElseThrow(() -> unknown(clientId));
        if (client.signsAssertions()) {
            throw unasserted(client, given.secret().isPresent());
        }
        if (!client.isPublic() && !hasSecret(client, given.secret())) {
            throw unproven(client, given.secret().isPresent());
        }
        return client;
    }

    private Client proveByAssertion(Tenant tenant, Credentials given, Parameters parameters) {
        String type = required(parameters, "client_assertion_type");
        String assertion = required(parameters, "client_assertion");
        if (given.secret().isPresent()) {
            throw twice("the request has both a client_secret and a client_assertion", "send the assertion alone");
        }
        String clientId = given.id()
                .or(() -> ClientAssertions.claimedBy(assertion))
                .orElseThrow(() -> OAuthRefusal.missing("client_id"));
        Client client = tenant.client(clientId).orElseThrow(() -> unknown(clientId));
        assertions.check(tenant, client, type, assertion).ifPresent(flaw -> {
            throw OAuthRefusal.of(Code.INVALID_CLIENT, flaw.text(), flaw.reason());
        });
        return client;
    }

    private static String required(Parameters parameters, String name) {
        return TokenRequest.text(parameters, name).orElseThrow(() -> OAuthRefusal.missing(name));
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
            throw twice(
                    "the Authorization header and the body both identify the client",
                    "send the secret either by HTTP Basic or in the body");
        }
        return basic;
    }

    private static OAuthRefusal twice(String why, String fix) {
        return OAuthRefusal.of(
                Code.INVALID_REQUEST,
                "Client credentials must be sent in one place only",
                new Reason("client.twice", "RFC 6749 §2.3", why, fix));
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

    static OAuthRefusal unknown(String clientId) {
        return OAuthRefusal.of(
                Code.INVALID_CLIENT,
                "Unknown client",
                new Reason(
                        "client.unknown",
                        RULE,
                        "this tenant has no client " + clientId,
                        "use a client_id of the seed (demo-spa, demo-backend …) or add one to it"));
    }

    private static OAuthRefusal unasserted(Client client, boolean sent) {
        return OAuthRefusal.of(
                Code.INVALID_CLIENT,
                "Client assertion required",
                new Reason(
                        "client_assertion.missing",
                        RULE,
                        "client " + client.clientId() + " is set up for private_key_jwt and sent "
                                + (sent ? "a client_secret" : "nothing that proves it"),
                        "send client_assertion and client_assertion_type, or take private_key_jwt out of its"
                                + " client_authentication_methods"));
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
