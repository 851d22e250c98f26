package understudy.authentication;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import understudy.base.Json;
import understudy.tenant.Tenant;
import understudy.token.SigningKeys;

/** Discovery and JWKS (authentication-api.md §11, §12). Discovery names only what is built. */
final class WellKnown {

    private static final String CACHED = "public, max-age=15, stale-while-revalidate=15, stale-if-error=86400";
    private static final int MOST_ORIGINS = 256; // whoever can choose the Host header must not fill the memory

    private final SigningKeys keys;
    private final Set<String> grantTypes;
    private final Map<String, byte[]> discovery = new ConcurrentHashMap<>();

    WellKnown(SigningKeys keys, Set<String> grantTypes) {
        this.keys = keys;
        this.grantTypes = grantTypes;
    }

    void discovery(Context http, Tenant tenant) {
        String issuer = tenant.issuer();
        byte[] body = discovery.get(issuer);
        if (body == null) {
            body = Json.bytes(document(issuer));
            if (discovery.size() < MOST_ORIGINS) {
                discovery.put(issuer, body);
            }
        }
        answer(http, body);
    }

    void jwks(Context http, Tenant tenant) {
        answer(http, keys.keyring(tenant).jwks());
    }

    private Map<String, Object> document(String issuer) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", issuer);
        document.put("authorization_endpoint", issuer + "authorize");
        document.put("token_endpoint", issuer + "oauth/token");
        document.put("userinfo_endpoint", issuer + "userinfo");
        document.put("mfa_challenge_endpoint", issuer + "mfa/challenge");
        document.put("jwks_uri", issuer + ".well-known/jwks.json");
        document.put("revocation_endpoint", issuer + "oauth/revoke");
        document.put("end_session_endpoint", issuer + "oidc/logout");
        document.put("pushed_authorization_request_endpoint", issuer + "oauth/par");
        document.put(
                "scopes_supported",
                List.of(
                        "openid",
                        "profile",
                        "offline_access",
                        "name",
                        "given_name",
                        "family_name",
                        "nickname",
                        "email",
                        "email_verified",
                        "picture",
                        "created_at",
                        "identities",
                        "phone",
                        "address"));
        document.put(
                "grant_types_supported",
                Stream.concat(grantTypes.stream(), Stream.of("implicit"))
                        .sorted()
                        .toList());
        document.put(
                "response_types_supported",
                List.of(
                        "code",
                        "token",
                        "id_token",
                        "code token",
                        "code id_token",
                        "token id_token",
                        "code token id_token"));
        document.put("response_modes_supported", List.of("query", "fragment", "form_post"));
        document.put("code_challenge_methods_supported", List.of("S256", "plain"));
        document.put("subject_types_supported", List.of("public"));
        document.put("id_token_signing_alg_values_supported", List.of("HS256", "RS256"));
        document.put(
                "token_endpoint_auth_methods_supported",
                List.of("client_secret_basic", "client_secret_post", "private_key_jwt", "none"));
        document.put("token_endpoint_auth_signing_alg_values_supported", List.of("RS256", "RS384", "PS256"));
        document.put(
                "claims_supported",
                List.of(
                        "aud",
                        "auth_time",
                        "created_at",
                        "email",
                        "email_verified",
                        "exp",
                        "family_name",
                        "given_name",
                        "iat",
                        "identities",
                        "iss",
                        "name",
                        "nickname",
                        "phone_number",
                        "picture",
                        "sub"));
        document.put("claims_parameter_supported", false);
        document.put("request_uri_parameter_supported", false);
        document.put("request_parameter_supported", false);
        return document;
    }

    private static void answer(Context http, byte[] body) {
        http.header("Cache-Control", CACHED)
                .contentType("application/json; charset=utf-8")
                .result(body);
    }
}
