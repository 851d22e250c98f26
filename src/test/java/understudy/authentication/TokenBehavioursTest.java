package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.API;
import static understudy.TestServer.BOBS_RECOVERY_CODE;
import static understudy.TestServer.BOBS_SECRET;
import static understudy.TestServer.MFA_OTP;
import static understudy.TestServer.MFA_RECOVERY_CODE;
import static understudy.TestServer.PASSWORD;
import static understudy.TestServer.PASSWORD_REALM;
import static understudy.TestServer.client;
import static understudy.TestServer.encoded;
import static understudy.TestServer.with;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestInbox;
import understudy.TestServer;
import understudy.base.Json;

/** Behaviours 1–6, 9, 32–34 and 48–50 of tokens-and-step-up.md §9: what is published, and what is in which token. */
class TokenBehavioursTest {

    @RegisterExtension
    final TestServer server = new TestServer().set("profile", "tenant");

    @Test
    void behaviour_1_discovery_names_the_issuer_with_a_slash_and_every_endpoint_with_its_origin() {
        Reply reply = server.get("/.well-known/openid-configuration");
        Map<String, Object> document = reply.json();
        assertAll(
                () -> assertEquals(200, reply.status()),
                () -> assertEquals(
                        "application/json;charset=utf-8",
                        reply.header("Content-Type").orElse("")),
                () -> assertEquals(server.url() + "/", document.get("issuer")),
                () -> assertEquals(server.url() + "/oauth/token", document.get("token_endpoint")),
                () -> assertEquals(server.url() + "/mfa/challenge", document.get("mfa_challenge_endpoint")),
                () -> assertEquals(server.url() + "/userinfo", document.get("userinfo_endpoint")),
                () -> assertEquals(server.url() + "/oauth/revoke", document.get("revocation_endpoint")),
                () -> assertEquals(server.url() + "/.well-known/jwks.json", document.get("jwks_uri")),
                () -> assertEquals(
                        reply.body(),
                        server.get("/.well-known/oauth-authorization-server").body()));
    }

    @Test
    void behaviour_1_discovery_names_only_endpoints_that_answer() {
        Map<String, Object> document =
                server.get("/.well-known/openid-configuration").json();
        List<String> endpoints = document.entrySet().stream()
                .filter(entry ->
                        entry.getKey().endsWith("_endpoint") || entry.getKey().equals("jwks_uri"))
                .map(entry -> ((String) entry.getValue()).substring(server.url().length()))
                .toList();
        assertFalse(endpoints.isEmpty());
        for (String path : endpoints) {
            int asGet = server.get(path).status();
            int asPost = server.post(path, Map.of()).status();
            assertTrue(asGet != 404 || asPost != 404, path + " is in discovery and nobody answers there");
        }
    }

    @Test
    void behaviour_1_the_grants_of_discovery_are_the_grants_that_work() {
        Object named = server.get("/.well-known/openid-configuration").json().get("grant_types_supported");
        assertEquals(
                Set.of(
                        "authorization_code",
                        "implicit",
                        "password",
                        PASSWORD_REALM,
                        "refresh_token",
                        "client_credentials",
                        "urn:okta:params:oauth:grant-type:webauthn",
                        MFA_OTP,
                        TestInbox.MFA_OOB,
                        MFA_RECOVERY_CODE),
                Set.copyOf((List<?>) named));
    }

    @Test
    void behaviour_1_the_issuer_is_the_origin_that_was_asked() {
        String byAddress = "http://127.0.0.1:" + server.understudy().url().getPort();
        Reply reply = server.send(HttpRequest.newBuilder(URI.create(byAddress + "/.well-known/openid-configuration")));
        assertEquals(byAddress + "/", reply.text("issuer"));
    }

    @Test
    void behaviour_2_jwks_publishes_rsa_keys_with_their_certificate() throws Exception {
        Jwks jwks = Jwks.of(server);
        assertTrue(jwks.keys().size() >= 2, "the signing key and the next one");
        for (Map<String, Object> key : jwks.keys()) {
            X509Certificate certificate = Jwks.certificate(key);
            byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded());
            assertAll(
                    () -> assertEquals(Set.of("kty", "use", "alg", "kid", "n", "e", "x5c", "x5t"), key.keySet()),
                    () -> assertEquals("RSA", key.get("kty")),
                    () -> assertEquals("sig", key.get("use")),
                    () -> assertEquals("RS256", key.get("alg")),
                    () -> assertEquals("AQAB", key.get("e")),
                    () -> assertEquals(256, Base64.getUrlDecoder().decode((String) key.get("n")).length),
                    () -> assertEquals(Jwks.publicKey(key), certificate.getPublicKey()),
                    () -> assertEquals(Base64.getUrlEncoder().withoutPadding().encodeToString(sha1), key.get("x5t")));
        }
        assertNotEquals(jwks.kids().get(0), jwks.kids().get(1));
    }

    @Test
    void behaviour_2_every_issued_jwt_is_signed_by_the_published_key_it_names() {
        server.policy("always");
        String mfaToken = server.mfaToken("bob", Map.of("audience", API, "scope", "openid offline_access"));
        Reply verified = server.mfaOtp(mfaToken, server.code(BOBS_SECRET));
        Reply refreshed = server.refresh("demo-backend", verified.text("refresh_token"));
        Reply byMachine = server.token(Map.of("grant_type", "client_credentials", "audience", API));
        Jwks jwks = Jwks.of(server);
        for (String jwt : List.of(
                verified.text("access_token"),
                verified.text("id_token"),
                refreshed.text("access_token"),
                refreshed.text("id_token"),
                byMachine.text("access_token"))) {
            assertEquals("JWT", Jwks.header(jwt).get("typ"));
            assertTrue(jwks.verifies(jwt), jwt);
        }
    }

    @Test
    void behaviour_3_every_grant_is_taken_as_a_form_and_as_json() {
        Map<String, String> login =
                Map.of("username", "bob@example.com", "password", PASSWORD, "scope", "openid offline_access");
        List<Reply> replies = new ArrayList<>();
        for (boolean asForm : List.of(true, false)) {
            server.policy("never");
            replies.add(ask(asForm, with(Map.of("grant_type", "password"), login)));
            replies.add(ask(
                    asForm,
                    with(Map.of("grant_type", PASSWORD_REALM, "realm", "Username-Password-Authentication"), login)));
            String refreshToken = replies.get(replies.size() - 1).text("refresh_token");
            replies.add(ask(asForm, Map.of("grant_type", "refresh_token", "refresh_token", refreshToken)));
            replies.add(ask(asForm, Map.of("grant_type", "client_credentials", "audience", API)));
            server.policy("always");
            String code = server.code(BOBS_SECRET);
            replies.add(ask(asForm, Map.of("grant_type", MFA_OTP, "mfa_token", server.mfaToken("bob"), "otp", code)));
            server.nextOtpStep();
            Reply recovered = ask(
                    asForm,
                    Map.of(
                            "grant_type",
                            MFA_RECOVERY_CODE,
                            "mfa_token",
                            server.mfaToken("bob"),
                            "recovery_code",
                            asForm ? BOBS_RECOVERY_CODE : replies.get(5).text("recovery_code")));
            replies.add(recovered);
        }
        assertEquals(12, replies.size());
        for (Reply reply : replies) {
            assertAll(
                    reply.toString(),
                    () -> assertEquals(200, reply.status()),
                    () -> assertEquals(
                            "application/json", reply.header("Content-Type").orElse("")),
                    () -> assertEquals("Bearer", reply.text("token_type")),
                    () -> assertEquals(86400, reply.json().get("expires_in")));
        }
    }

    @Test
    void behaviour_3_json_may_name_its_charset() {
        HttpRequest.Builder request = server.request("/oauth/token")
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofByteArray(Json.bytes(
                        with(client("demo-backend"), Map.of("grant_type", "client_credentials", "audience", API)))));
        assertEquals(200, server.send(request).status());
    }

    @Test
    void behaviour_4_a_client_that_trusts_the_local_ca_does_it_all_over_tls() throws Exception {
        server.policy("always");
        URI tls = server.understudy().httpsUrl();
        HttpClient client = trusting(server.understudy().ca().orElseThrow());
        Map<String, Object> discovery = json(client.send(
                HttpRequest.newBuilder(tls.resolve("/.well-known/openid-configuration"))
                        .build(),
                BodyHandlers.ofString()));
        assertEquals(tls + "/", discovery.get("issuer"));

        Map<String, Object> asked = post(
                client,
                (String) discovery.get("token_endpoint"),
                with(
                        client("demo-backend"),
                        Map.of(
                                "grant_type",
                                "password",
                                "username",
                                "bob@example.com",
                                "password",
                                PASSWORD,
                                "scope",
                                "openid",
                                "audience",
                                API)));
        assertEquals("mfa_required", asked.get("error"));
        String mfaToken = (String) asked.get("mfa_token");
        Map<String, Object> challenged = post(
                client,
                (String) discovery.get("mfa_challenge_endpoint"),
                with(client("demo-backend"), Map.of("mfa_token", mfaToken)));
        assertEquals(Map.of("challenge_type", "otp"), challenged);
        Map<String, Object> verified = post(
                client,
                (String) discovery.get("token_endpoint"),
                with(
                        client("demo-backend"),
                        Map.of("grant_type", MFA_OTP, "mfa_token", mfaToken, "otp", server.code(BOBS_SECRET))));
        assertEquals(
                tls + "/", Reply.claimsOf((String) verified.get("access_token")).get("iss"));
    }

    @Test
    void behaviour_4_a_client_that_was_not_told_of_the_local_ca_refuses_it() {
        HttpRequest request = HttpRequest.newBuilder(
                        server.understudy().httpsUrl().resolve("/livez"))
                .build();
        assertThrows(
                SSLHandshakeException.class, () -> HttpClient.newHttpClient().send(request, BodyHandlers.ofString()));
    }

    @Test
    void behaviour_5_an_access_token_for_an_api_says_who_for_whom_and_until_when() {
        Reply reply =
                server.password("bob", Map.of("audience", API, "scope", "openid profile view:balance unknown:scope"));
        Map<String, Object> claims = reply.claims("access_token");
        assertAll(
                () -> assertEquals(server.url() + "/", claims.get("iss")),
                () -> assertEquals("auth0|bob", claims.get("sub")),
                () -> assertEquals(List.of(API, server.url() + "/userinfo"), claims.get("aud")),
                () -> assertEquals("demo-backend", claims.get("azp")),
                () -> assertEquals("openid profile view:balance", claims.get("scope")),
                () -> assertEquals("openid profile view:balance", reply.text("scope")),
                () -> assertEquals("password", claims.get("gty")),
                () -> assertEquals(86400, lifetime(claims)),
                () -> assertEquals(86400, reply.json().get("expires_in")),
                () -> assertEquals(Set.of("iss", "sub", "aud", "azp", "scope", "iat", "exp", "gty"), claims.keySet()));
    }

    @Test
    void behaviour_5_without_openid_the_audience_is_the_api_alone() {
        Reply reply = server.password("bob", Map.of("audience", API, "scope", "view:balance"));
        assertAll(
                () -> assertEquals(API, reply.claims("access_token").get("aud")),
                () -> assertFalse(reply.json().containsKey("id_token")));
    }

    @Test
    void behaviour_6_an_id_token_is_for_the_client_and_lives_ten_hours() {
        Reply reply = server.password("bob", Map.of("scope", "openid profile email"));
        Map<String, Object> claims = reply.claims("id_token");
        assertAll(
                () -> assertEquals(server.url() + "/", claims.get("iss")),
                () -> assertEquals("auth0|bob", claims.get("sub")),
                () -> assertEquals("demo-backend", claims.get("aud")),
                () -> assertEquals(36000, lifetime(claims)),
                () -> assertEquals("bob@example.com", claims.get("email")),
                () -> assertEquals(true, claims.get("email_verified")),
                () -> assertEquals("Bob", claims.get("name")),
                () -> assertEquals("bob", claims.get("nickname")),
                () -> assertEquals(
                        Set.of(),
                        missingFrom(
                                claims.keySet(),
                                Set.of("nickname", "name", "picture", "updated_at", "email", "email_verified"))),
                () -> assertEquals(
                        Set.of(), common(claims.keySet(), Set.of("nonce", "sid", "auth_time", "azp", "amr", "acr"))));
    }

    @Test
    void behaviour_6_an_id_token_tells_no_more_than_the_scope_asks_for() {
        Map<String, Object> claims =
                server.password("bob", Map.of("scope", "openid")).claims("id_token");
        assertEquals(Set.of("iss", "sub", "aud", "iat", "exp"), claims.keySet());
    }

    @Test
    void behaviour_9_an_access_token_never_says_amr() {
        server.policy("always");
        String mfaToken = server.mfaToken("bob", Map.of("audience", API, "scope", "openid"));
        Map<String, Object> claims =
                server.mfaOtp(mfaToken, server.code(BOBS_SECRET)).claims("access_token");
        assertEquals(Set.of(), common(claims.keySet(), Set.of("amr", "acr", "auth_time")));
    }

    @Test
    void behaviour_32_a_wrong_password_and_an_unknown_user_are_refused_alike() {
        Reply wrong = server.password("bob", Map.of("password", "Wrong-1!"));
        Reply unknown = server.password("nobody", Map.of());
        assertAll(
                () -> assertEquals("403 invalid_grant: Wrong email or password.", wrong.refusal()),
                () -> assertEquals(wrong.refusal(), unknown.refusal()),
                () -> assertEquals(wrong.headers().keySet(), unknown.headers().keySet()),
                () -> assertEquals(wrong.body(), unknown.body()));
    }

    @Test
    void behaviour_33_a_bad_client_secret_is_unauthorized_and_says_so_in_json_only() {
        Map<String, String> asked = Map.of("grant_type", "client_credentials", "audience", API);
        Reply inBody =
                server.post("/oauth/token", with(Map.of("client_id", "demo-backend", "client_secret", "wrong"), asked));
        Reply missing = server.post("/oauth/token", with(Map.of("client_id", "demo-backend"), asked));
        Reply basic = server.send(server.request("/oauth/token")
                .header("Authorization", basic("demo-backend", "wrong"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encoded(asked))));
        for (Reply reply : List.of(inBody, missing, basic)) {
            assertAll(
                    () -> assertEquals("401 access_denied: Unauthorized", reply.refusal()),
                    () -> assertEquals(
                            "application/json", reply.header("Content-Type").orElse("")),
                    () -> assertTrue(reply.header("WWW-Authenticate").isEmpty()));
        }
    }

    @Test
    void behaviour_34_a_client_without_the_grant_is_told_which_and_where_to_read_about_it() {
        Reply reply = server.token(
                "demo-m2m", Map.of("grant_type", "password", "username", "bob@example.com", "password", PASSWORD));
        assertAll(
                () -> assertEquals(
                        "403 unauthorized_client: Grant type 'password' not allowed for the client.", reply.refusal()),
                () -> assertEquals("https://auth0.com/docs/clients/client-grant-types", reply.text("error_uri")));
    }

    @Test
    void behaviour_48_client_credentials_make_a_token_for_the_machine_and_no_other() {
        Reply reply = server.token(Map.of("grant_type", "client_credentials", "audience", API));
        Map<String, Object> claims = reply.claims("access_token");
        assertAll(
                () -> assertEquals(200, reply.status()),
                () -> assertEquals("demo-backend@clients", claims.get("sub")),
                () -> assertEquals("demo-backend", claims.get("azp")),
                () -> assertEquals("client-credentials", claims.get("gty")),
                () -> assertEquals(API, claims.get("aud")),
                () -> assertEquals("transfer:funds view:balance", claims.get("scope")),
                () -> assertFalse(reply.json().containsKey("id_token")),
                () -> assertFalse(reply.json().containsKey("refresh_token")));
    }

    @Test
    void behaviour_48_a_machine_is_never_asked_for_a_second_factor() {
        server.policy("always");
        assertEquals(
                200,
                server.token(Map.of("grant_type", "client_credentials", "audience", API))
                        .status());
    }

    @Test
    void behaviour_48_a_machine_may_ask_for_less_than_its_client_grant_and_never_gets_more() {
        Reply reply = server.token(
                Map.of("grant_type", "client_credentials", "audience", API, "scope", "view:balance openid delete:all"));
        assertEquals("view:balance", reply.claims("access_token").get("scope"));
    }

    @Test
    void behaviour_48_a_machine_without_a_client_grant_is_told_to_make_one() {
        Reply reply = server.token("demo-m2m", Map.of("grant_type", "client_credentials", "audience", API));
        assertEquals(
                "403 access_denied: Client \"demo-m2m\" is not authorized to access resource server \"" + API
                        + "\". You need to create a \"client-grant\" associated to this API.",
                reply.refusal());
    }

    @Test
    void behaviour_48_the_management_api_is_an_audience_of_this_host() {
        String audience = "https://localhost:" + server.understudy().url().getPort() + "/api/v2/";
        Reply reply = server.token(
                "demo-m2m", Map.of("grant_type", "client_credentials", "audience", audience, "scope", "read:users"));
        assertAll(
                () -> assertEquals(audience, reply.claims("access_token").get("aud")),
                () -> assertEquals("read:users", reply.claims("access_token").get("scope")));
    }

    @Test
    void behaviour_49_userinfo_takes_opaque_and_multi_audience_tokens_and_tells_what_their_scopes_allow() {
        server.policy("always");
        for (Map<String, String> asked :
                List.of(Map.of("scope", "openid email"), Map.of("scope", "openid email", "audience", API))) {
            String token = server.mfaOtp(server.mfaToken("bob", asked), server.code(BOBS_SECRET))
                    .text("access_token");
            server.nextOtpStep();
            Reply reply = server.get("/userinfo", token);
            assertEquals(Map.of("sub", "auth0|bob", "email", "bob@example.com", "email_verified", true), reply.json());
            assertEquals(reply.body(), server.post("/userinfo", Map.of(), token).body(), "GET and POST are one");
        }
    }

    @Test
    void behaviour_49_userinfo_with_profile_holds_the_profile_and_never_amr() {
        String token = server.password("bob", Map.of("scope", "openid profile")).text("access_token");
        Map<String, Object> claims = server.get("/userinfo", token).json();
        assertAll(
                () -> assertEquals("Bob", claims.get("name")),
                () -> assertEquals("bob", claims.get("nickname")),
                () -> assertTrue(((String) claims.get("updated_at"))
                        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")),
                () -> assertEquals(Set.of("sub", "nickname", "name", "picture", "updated_at"), claims.keySet()));
    }

    @Test
    void behaviour_49_userinfo_refuses_in_plain_text_as_recorded() {
        for (Reply reply : List.of(server.get("/userinfo"), server.get("/userinfo", "garbage"))) {
            assertAll(
                    () -> assertEquals(401, reply.status()),
                    () -> assertEquals("Unauthorized", reply.body()),
                    () -> assertTrue(reply.header("Content-Type").orElse("").startsWith("text/plain")),
                    () -> assertTrue(reply.header("WWW-Authenticate").orElse("").startsWith("Bearer")));
        }
    }

    @Test
    void behaviour_50_without_an_audience_the_access_token_is_opaque() {
        Reply reply = server.password("bob");
        String token = reply.text("access_token");
        assertAll(
                () -> assertEquals(5, token.split("\\.", -1).length, "the five parts of a JWE, not the three of a JWT"),
                () -> assertEquals("dir", Jwks.header(token).get("alg")),
                () -> assertEquals("A256GCM", Jwks.header(token).get("enc")),
                () -> assertThrows(RuntimeException.class, () -> Reply.claimsOf(token)),
                () -> assertEquals(86400, reply.json().get("expires_in")));
    }

    @Test
    void behaviour_50_the_userinfo_audience_is_no_audience() {
        String userinfo = "https://localhost:" + server.understudy().url().getPort() + "/userinfo";
        Reply reply = server.password("bob", Map.of("audience", userinfo));
        assertEquals("dir", Jwks.header(reply.text("access_token")).get("alg"));
    }

    @Test
    void token_answers_are_never_cached() {
        for (Reply reply : List.of(server.password("bob"), server.password("nobody"))) {
            assertAll(
                    () -> assertEquals("no-store", reply.header("Cache-Control").orElse("")),
                    () -> assertEquals("no-cache", reply.header("Pragma").orElse("")));
        }
    }

    @Test
    void a_public_client_proves_nothing_but_its_id() {
        Reply reply = server.post(
                "/oauth/token",
                Map.of(
                        "grant_type", PASSWORD_REALM,
                        "realm", "Username-Password-Authentication",
                        "client_id", "demo-native",
                        "username", "alice@example.com",
                        "password", PASSWORD,
                        "scope", "openid"));
        assertAll(
                () -> assertEquals(200, reply.status(), reply.body()),
                () -> assertEquals("demo-native", reply.claims("id_token").get("aud")),
                () -> assertNull(reply.json().get("refresh_token"), "nobody asked for offline_access"));
    }

    @Test
    void a_client_with_a_secret_may_send_it_by_basic_with_or_without_its_id_in_the_body() {
        Map<String, String> asked = Map.of("grant_type", "client_credentials", "audience", API);
        for (Map<String, String> body : List.of(asked, with(asked, Map.of("client_id", "demo-backend")))) {
            Reply reply = server.send(server.request("/oauth/token")
                    .header("Authorization", basic("demo-backend", "demo-backend-secret"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(encoded(body))));
            assertEquals(200, reply.status(), reply.body());
        }
    }

    private static String basic(String id, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes());
    }

    private Reply ask(boolean asForm, Map<String, String> parameters) {
        Map<String, String> all = with(client("demo-backend"), parameters);
        return asForm ? server.postForm("/oauth/token", all) : server.post("/oauth/token", all);
    }

    private static int lifetime(Map<String, Object> claims) {
        return (int) claims.get("exp") - (int) claims.get("iat");
    }

    private static Set<String> missingFrom(Set<String> all, Set<String> wanted) {
        return wanted.stream().filter(one -> !all.contains(one)).collect(java.util.stream.Collectors.toSet());
    }

    private static Set<String> common(Set<String> some, Set<String> others) {
        return some.stream().filter(others::contains).collect(java.util.stream.Collectors.toSet());
    }

    private static HttpClient trusting(Path ca) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var pem = Files.newInputStream(ca)) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static Map<String, Object> post(HttpClient client, String url, Map<String, String> form) throws Exception {
        return json(client.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(encoded(form)))
                        .build(),
                BodyHandlers.ofString()));
    }

    private static Map<String, Object> json(HttpResponse<String> response) {
        return Json.object(response.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
