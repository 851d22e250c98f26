package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import understudy.TestBrowser;
import understudy.TestBrowser.Place;
import understudy.TestServer;

/**
 * The decision table of tokens-and-step-up.md §6, a line a row, walked by a browser against a live tenant's profile. What an Action
 * could answer otherwise stands there with the policy's answer: row 6g, where one may spare whoever has answered in this session. Rows
 * from 14 on are My Account's: bob has a second factor to be asked for, and alice has none, so that a new login is all there is.
 */
class DecisionTableTest {

    @RegisterExtension
    final TestServer server = new TestServer().set("profile", "tenant");

    private final TestBrowser browser = new TestBrowser(server);

    /**
     * @param row of the contract's table; a letter where a row needs several
     * @param user alice has no factor, bob has one
     * @param session {@code none}, {@code password} or {@code mfa}: what was proven in the browser before
     * @param remembered whether this browser was remembered then
     * @param policy of the tenant when the request comes
     * @param minutes since the login
     * @param request what is asked for, besides the usual
     * @param outcome the pages in their order, and what the application gets in the end
     */
    @ParameterizedTest(name = "row {0}: {1}, session {2}, remembered {3}, policy {4}, after {5} min, {6} → {7}")
    @CsvFileSource(resources = "/decision-table.csv", delimiter = '|', numLinesToSkip = 1)
    void row(
            String row,
            String user,
            String session,
            boolean remembered,
            String policy,
            int minutes,
            String request,
            String outcome) {
        signInBefore(user, session, remembered);
        server.policy(policy);
        server.advance(Duration.ofMinutes(minutes));
        assertEquals(outcome, walk(user, browser.authorize(parameters(request))));
    }

    private void signInBefore(String user, String session, boolean remembered) {
        if (session.equals("none") && !remembered) {
            return;
        }
        boolean mfa = session.equals("mfa") || remembered;
        server.policy(mfa ? "always" : "never");
        Place page = browser.signIn(user);
        if (mfa) {
            Map<String, String> box = remembered ? Map.of("rememberBrowser", "true") : Map.of();
            browser.answer(page, TestServer.BOBS_SECRET, box);
        }
        if (session.equals("none")) {
            browser.get("/v2/logout?client_id=demo-spa");
        }
    }

    /** Answers whatever is asked, and says what that was. */
    private String walk(String user, Place place) {
        StringBuilder pages = new StringBuilder();
        Place at = place;
        while (!at.isCallback()) {
            pages.append(at.screen()).append(", ");
            at = switch (at.screen()) {
                case "login" -> browser.signIn(at, user);
                case "mfa-otp-challenge" -> browser.answer(at, TestServer.BOBS_SECRET);
                case "mfa-begin-enroll-options" -> browser.enrol(at).end();
                default -> throw new AssertionError("unexpected page " + at);
            };
        }
        return pages + told(at);
    }

    private String told(Place callback) {
        if (callback.answer("error") != null) {
            return callback.answer("error") + " / " + callback.answer("error_description");
        }
        Map<String, Object> claims = browser.claims(callback);
        return "amr " + claims.get("amr") + (claims.containsKey("auth_time") ? ", auth_time" : "");
    }

    private Map<String, String> parameters(String request) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (!request.equals("-")) {
            Arrays.stream(request.split(" ")).forEach(pair -> {
                String[] parts = pair.split("=", 2);
                String value = parts[1].replace("MULTI_FACTOR", TestBrowser.MULTI_FACTOR)
                        .replace("MFA_AUDIENCE", server.mfaAudience())
                        .replace("ME_AUDIENCE", server.accountAudience());
                parameters.put(parts[0], value);
            });
        }
        return parameters;
    }
}
