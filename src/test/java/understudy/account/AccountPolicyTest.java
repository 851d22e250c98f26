package understudy.account;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.BOBS_SECRET;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestServer;

/**
 * The default policy of My Account at the token endpoint (authentication-api.md §13): a second factor of the last fifteen minutes for
 * those who have one, for each token. What {@code /authorize} makes of it stands in the decision table, rows 14 to 14k.
 */
class AccountPolicyTest {

    private static final String UNMET = "403 unmet_authentication_requirements: Unmet authentication requirements";
    private static final String MFA_REQUIRED = "403 mfa_required: Multifactor authentication required";

    @RegisterExtension
    final TestServer server = new TestServer().set("profile", "tenant");

    @Test
    void whoever_has_a_factor_is_asked_for_it_whatever_the_tenants_policy() {
        assertEquals(MFA_REQUIRED, server.password("bob", asked()).refusal());
    }

    @Test
    void whoever_has_none_gets_a_token_to_enrol_the_first_with_whatever_the_tenants_policy() {
        assertEquals(200, server.password("alice", asked()).status());
        server.policy("always");
        assertEquals(200, server.password("alice", asked()).status());
    }

    @Test
    void a_second_factor_is_good_for_fifteen_minutes_of_refreshing() {
        server.freeze();
        String refreshToken = bobs().text("refresh_token");
        server.advance(Duration.ofMinutes(15));
        assertEquals(200, server.refresh("demo-backend", refreshToken).status());
        server.advance(Duration.ofSeconds(1));
        assertEquals(MFA_REQUIRED, server.refresh("demo-backend", refreshToken).refusal());
    }

    @Test
    void answered_again_it_is_good_for_another_fifteen() {
        server.freeze();
        String refreshToken = bobs().text("refresh_token");
        server.advance(Duration.ofMinutes(16));
        Reply answered =
                server.mfaOtp(server.refresh("demo-backend", refreshToken).text("mfa_token"), server.code(BOBS_SECRET));
        server.advance(Duration.ofMinutes(15));
        assertEquals(
                200,
                server.refresh("demo-backend", answered.text("refresh_token")).status());
    }

    @Test
    void whoever_has_no_factor_signs_in_again_after_fifteen_minutes() {
        server.freeze();
        String refreshToken = server.password("alice", asked()).text("refresh_token");
        server.advance(Duration.ofMinutes(15));
        assertEquals(200, server.refresh("demo-backend", refreshToken).status());
        server.advance(Duration.ofSeconds(1));
        Reply refused = server.refresh("demo-backend", refreshToken);
        assertAll(
                () -> assertEquals(UNMET, refused.refusal()),
                () -> assertEquals("policy.new_login", server.failedChecks().get(0)));
    }

    @Test
    void a_refresh_token_for_another_api_is_refreshed_for_as_long_as_it_lives() {
        String refreshToken = server.password(
                        "alice", Map.of("audience", TestServer.API, "scope", "openid offline_access"))
                .text("refresh_token");
        server.advance(Duration.ofHours(1));
        assertEquals(200, server.refresh("demo-backend", refreshToken).status());
    }

    @Test
    void a_factor_proven_on_a_page_counts_from_when_it_was_proven_also_through_a_code_and_a_session() {
        server.policy("always");
        TestBrowser browser = new TestBrowser(server);
        browser.answer(browser.signIn("bob"), BOBS_SECRET);
        server.advance(Duration.ofMinutes(10));
        String refreshToken = browser.exchange(browser.silently(asked())).text("refresh_token");
        Reply refreshed = refreshAsSpa(refreshToken);
        assertEquals(200, refreshed.status());
        server.advance(Duration.ofMinutes(6));
        assertEquals(MFA_REQUIRED, refreshAsSpa(refreshed.text("refresh_token")).refusal());
    }

    @Test
    void no_client_acts_for_itself_on_what_is_a_persons_own() {
        Reply reply = server.token(Map.of("grant_type", "client_credentials", "audience", server.accountAudience()));
        Object fix = server.get("/lab/api/events?kind=refused").list().get(0).get("fix");
        assertAll(
                () -> assertTrue(
                        reply.refusal().startsWith("403 access_denied: Client \"demo-backend\" is not authorized")),
                () -> assertEquals("have a person sign in: no grant lets a client act on what is theirs", fix));
    }

    @Test
    void the_token_is_for_my_account_alone() {
        assertEquals(server.accountAudience(), bobs().claims("access_token").get("aud"));
    }

    private Reply bobs() {
        return server.mfaOtp(server.mfaToken("bob", asked()), server.code(BOBS_SECRET));
    }

    private Reply refreshAsSpa(String refreshToken) {
        return server.post(
                "/oauth/token",
                Map.of("grant_type", "refresh_token", "client_id", "demo-spa", "refresh_token", refreshToken));
    }

    private Map<String, String> asked() {
        return Map.of(
                "audience",
                server.accountAudience(),
                "scope",
                "openid offline_access read:me:factors read:me:authentication_methods");
    }
}
