package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestBrowser.Place;
import understudy.TestServer;

/** The profile table of DESIGN for logins in a browser: what the tokens say in both profiles, and by which rules they are relaxed. */
class HostedProfileTest {

    @ParameterizedTest(name = "{0}: {1} → {2}, relaxed by {3}")
    @CsvSource(delimiter = '|', textBlock = """
            guide  | password         | pwd         | id-token-amr access-token-amr
            guide  | second factor    | mfa otp pwd | id-token-amr access-token-amr
            guide  | enrolment        | mfa otp pwd | id-token-amr access-token-amr
            guide  | recovery code    | mfa pwd     | id-token-amr access-token-amr
            guide  | silent afterwards| mfa otp pwd | id-token-amr access-token-amr sticky-amr
            guide  | refreshed        | mfa otp pwd | id-token-amr access-token-amr sticky-amr
            tenant | password         |             |
            tenant | second factor    | mfa         |
            tenant | enrolment        | mfa         |
            tenant | recovery code    | mfa         |
            tenant | silent afterwards|             |
            tenant | refreshed        |             |
            """)
    void tokens_say_what_was_proven(String profile, String login, String amr, String rules) {
        TestServer server = new TestServer().set("profile", profile);
        server.start();
        try {
            Reply tokens = walk(server, new TestBrowser(server), login);
            Map<String, Object> idToken = tokens.claims("id_token");
            Map<String, Object> accessToken = tokens.claims("access_token");
            boolean multiFactor = words(amr).contains("mfa");
            assertAll(
                    () -> assertEquals(words(amr), said(idToken)),
                    () -> assertEquals(multiFactor ? TestBrowser.MULTI_FACTOR : null, idToken.get("acr")),
                    () -> assertEquals(profile.equals("guide") ? words(amr) : Set.of(), said(accessToken)),
                    () -> assertEquals(
                            words(rules),
                            words(tokens.header("Understudy-Relaxed").orElse("").replace(",", ""))));
        } finally {
            server.stop();
        }
    }

    private static Reply walk(TestServer server, TestBrowser browser, String login) {
        Map<String, String> api = Map.of("audience", TestServer.API, "scope", "openid offline_access");
        Place page = browser.authorize(api);
        if (login.equals("password")) {
            return browser.exchange(browser.signIn(page, "bob"));
        }
        server.policy("always");
        if (login.equals("enrolment")) {
            return browser.exchange(browser.enrol(browser.signIn(page, "alice")).end());
        }
        Place challenge = browser.signIn(page, "bob");
        if (login.equals("recovery code")) {
            Place options = browser.press(challenge, "pick-authenticator");
            Place typed = browser.submit(
                    browser.press(options, "recovery-code::1"), Map.of("code", TestServer.BOBS_RECOVERY_CODE));
            return browser.exchange(browser.submit(typed, Map.of("saved", "on")));
        }
        Reply tokens = browser.exchange(browser.answer(challenge, TestServer.BOBS_SECRET));
        server.policy("never");
        return switch (login) {
            case "second factor" -> tokens;
            case "silent afterwards" -> browser.exchange(browser.silently(api));
            case "refreshed" -> server.refresh("demo-spa", tokens.text("refresh_token"));
            default -> throw new AssertionError(login);
        };
    }

    private static Set<String> said(Map<String, Object> claims) {
        Set<String> said = new TreeSet<>();
        if (claims.get("amr") instanceof List<?> amr) {
            amr.forEach(one -> said.add(String.valueOf(one)));
        }
        return said;
    }

    private static Set<String> words(String text) {
        Set<String> words = new TreeSet<>(text == null || text.isEmpty() ? List.of() : Arrays.asList(text.split(" ")));
        return words;
    }
}
