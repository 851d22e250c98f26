package understudy.authentication;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestServer;
import understudy.factor.otp.OtpHolder;

/** The hops of a browser, one by one, as scripts that replay requests see them (universal-login.md §2.1). */
class HopsTest {

    @RegisterExtension
    final TestServer server = new TestServer().set("profile", "tenant");

    private final TestBrowser browser = new TestBrowser(server);

    @Test
    void a_login_with_a_remembered_second_factor_then_silent_authentication_and_logout() {
        server.policy("always");
        Golden golden = new Golden(server);
        String login = location(golden.hop("GET /authorize", browser.ask(Map.of("ui_locales", "nl en"))));
        golden.hop("GET " + login, browser.get(login));
        golden.hop("POST " + login + " (wrong)", post(login, Map.of("username", "bob@example.com", "password", "no")));
        String resume = location(golden.hop(
                "POST " + login, post(login, Map.of("username", "bob@example.com", "password", TestServer.PASSWORD))));
        String challenge = location(golden.hop("GET " + resume, browser.get(resume)));
        golden.hop("GET " + challenge, browser.get(challenge));
        golden.hop("POST " + challenge + " (wrong)", post(challenge, Map.of("code", "000000")));
        golden.hop("POST " + challenge, post(challenge, Map.of("code", code(), "rememberBrowser", "true")));
        golden.hop("GET " + resume, browser.get(resume));
        golden.hop("GET " + resume + " (again)", browser.get(resume));
        golden.hop("GET /authorize?prompt=none", browser.ask(Map.of("prompt", "none")));
        golden.hop("GET /v2/logout", browser.get("/v2/logout?client_id=demo-spa"));
        golden.hop("GET /authorize?prompt=none", browser.ask(Map.of("prompt", "none")));
        golden.assertAsIn("hops-login");
    }

    @Test
    void step_up_of_somebody_without_a_factor() {
        Golden golden = new Golden(server);
        browser.signIn("alice");
        String options = location(
                golden.hop("GET /authorize?acr_values=…", browser.ask(Map.of("acr_values", TestBrowser.MULTI_FACTOR))));
        golden.hop("GET " + options, browser.get(options));
        String enrolment =
                location(golden.hop("POST " + options + " action=otp::0", post(options, Map.of("action", "otp::0"))));
        golden.hop("GET " + enrolment, browser.get(enrolment));
        String text = location(golden.hop(
                "POST " + enrolment + " action=toggle-view", post(enrolment, Map.of("action", "toggle-view"))));
        String secret = browser.open(text).textCode();
        String keep = location(golden.hop(
                "POST " + enrolment, post(enrolment, Map.of("code", new OtpHolder(secret).codeAt(server.now())))));
        golden.hop("GET " + keep, browser.get(keep));
        golden.hop("POST " + keep + " (unticked)", post(keep, Map.of()));
        String resume = location(golden.hop("POST " + keep + " saved=on", post(keep, Map.of("saved", "on"))));
        golden.hop("GET " + resume, browser.get(resume));
        golden.assertAsIn("hops-step-up");
    }

    @Test
    void name_and_password_on_two_pages() {
        TestServer seeded =
                new TestServer().set("seed", "config/demo-tenant.yaml,src/test/resources/seeds/identifier-first.yaml");
        seeded.start();
        try {
            TestBrowser other = new TestBrowser(seeded);
            Golden golden = new Golden(seeded);
            String identifier = location(golden.hop("GET /authorize", other.ask(Map.of())));
            String password = location(golden.hop(
                    "POST " + identifier,
                    other.post(identifier, Map.of("state", state(identifier), "username", "nobody@example.com"))));
            golden.hop(
                    "POST " + password + " (nobody)",
                    other.post(password, Map.of("state", state(password), "password", TestServer.PASSWORD)));
            golden.hop(
                    "POST " + identifier + " (edited)",
                    other.post(identifier, Map.of("state", state(identifier), "username", "alice@example.com")));
            golden.hop(
                    "POST " + password,
                    other.post(password, Map.of("state", state(password), "password", TestServer.PASSWORD)));
            golden.assertAsIn("hops-identifier-first");
        } finally {
            seeded.stop();
        }
    }

    private Reply post(String page, Map<String, String> fields) {
        Map<String, String> form = new LinkedHashMap<>(fields);
        form.put("state", state(page));
        return browser.post(page, form);
    }

    private String code() {
        return new OtpHolder(TestServer.BOBS_SECRET).codeAt(server.now());
    }

    private static String location(Reply reply) {
        return reply.header("Location").orElseThrow();
    }

    private static String state(String page) {
        return page.replaceFirst(".*[?&]state=([^&]*).*", "$1");
    }
}
