package understudy;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.DemoHttp.Exchange;
import understudy.factor.otp.OtpHolder;

/** Alice signs in, enrols an authenticator app unless she has one, and steps up; each request is printed with its answer. */
final class DemoWalk {

    private static final String API = "https://api.example.test";
    private static final String MFA_OTP = "http://auth0.com/oauth/grant-type/mfa-otp";

    private final DemoHttp http;
    private final DemoPrinter out;
    /** What shows alice her code. */
    private interface App {
        String codeAt(Instant now);
    }

    private Optional<String> enrolled = Optional.empty();
    private App app = now -> codeByLab();

    DemoWalk(DemoHttp http, DemoPrinter out) {
        this.http = http;
        this.out = out;
    }

    /** The authenticator this walk has enrolled; empty when alice had one. */
    Optional<String> enrolled() {
        return enrolled;
    }

    /** @return the answer with the tokens of the step-up */
    Map<String, Object> walk() {
        out.step("Alice signs in. Her password is right, but the policy asks for a second factor.");
        String mfaToken = shown(signIn(API, "openid email view:balance")).text("mfa_token");

        out.step("Which second factors has she got? The mfa_token may ask.");
        boolean hasApp = hasApp(shown(http.get("/mfa/authenticators", mfaToken).expect(200)));
        if (hasApp) {
            out.step("She has an app. The lab moves the clock to its next code and says what it shows.");
        } else {
            out.step("No app. She adds one, scans the secret and writes down the recovery code.");
            enrol(mfaToken);
            out.step("Her app goes by the tenant's clock, which the lab tells.");
        }
        String code = code(
                now(shown(hasApp ? nextOtpStep() : http.get("/lab/api/clock").expect(200))));

        out.step("She types the six digits that her app shows, and is in.");
        shown(answer(mfaToken, code).expect(200));

        out.step("Later she wants to transfer money. Stepping up is signing in again, for more.");
        String second = shown(signIn(API, "openid email transfer:funds")).text("mfa_token");

        out.step("Somebody who looked over her shoulder types the same code: it opens the door once.");
        shown(answer(second, code).expect(403));

        out.step("The answer does not say why, the timeline does.");
        shown(http.get("/lab/api/events?kind=refused&limit=1").expect(200));

        out.step("Nobody waits for the app's next code: the lab moves the tenant's clock to it.");
        String next = code(now(shown(nextOtpStep())));

        out.step("The refused code cost an attempt, not the login: with the new one she has stepped up.");
        return tokens(shown(answer(second, next).expect(200)));
    }

    Exchange signIn(String audience, String scope) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("grant_type", "password");
        body.put("client_id", "demo-backend");
        body.put("client_secret", "demo-backend-secret");
        body.put("username", "alice@example.com");
        body.put("password", "Understudy-1!");
        body.put("audience", audience);
        body.put("scope", scope);
        return http.post("/oauth/token", body).expect(403);
    }

    Exchange answer(String mfaToken, String code) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("grant_type", MFA_OTP);
        body.put("client_id", "demo-backend");
        body.put("client_secret", "demo-backend-secret");
        body.put("mfa_token", mfaToken);
        body.put("otp", code);
        return http.post("/oauth/token", body);
    }

    Exchange nextOtpStep() {
        return http.post("/lab/api/clock/next-otp-step").expect(200);
    }

    /** What alice's app shows at that time. */
    String code(Instant now) {
        return app.codeAt(now);
    }

    private void enrol(String mfaToken) {
        Exchange begun = shown(http.post("/mfa/associate", Map.of("authenticator_types", List.of("otp")), mfaToken)
                .expect(200));
        OtpHolder phone = new OtpHolder(begun.text("secret"));
        enrolled = Optional.of(begun.text("id"));
        app = phone::codeAt;
    }

    private String codeByLab() {
        Exchange codes = shown(http.get("/lab/api/users/auth0%7Calice/codes").expect(200));
        if (codes.answered() instanceof Map<?, ?> answer && answer.get("otp") instanceof List<?> apps) {
            for (Object line : apps) {
                if (line instanceof Map<?, ?> shown && !Boolean.FALSE.equals(shown.get("active"))) {
                    return String.valueOf(shown.get("code"));
                }
            }
        }
        throw new Demo.Failed("alice has another second factor than an app: POST /lab/api/reset makes her as new");
    }

    private Exchange shown(Exchange exchange) {
        out.exchange(exchange);
        return exchange;
    }

    private static Instant now(Exchange clock) {
        return Instant.parse(clock.text("now"));
    }

    private static boolean hasApp(Exchange listed) {
        return listed.list().stream()
                .anyMatch(line -> line instanceof Map<?, ?> authenticator
                        && "otp".equals(authenticator.get("authenticator_type"))
                        && Boolean.TRUE.equals(authenticator.get("active")));
    }

    private static Map<String, Object> tokens(Exchange answered) {
        Map<String, Object> tokens = new LinkedHashMap<>();
        tokens.put("access_token", answered.text("access_token"));
        tokens.put("id_token", answered.text("id_token"));
        return tokens;
    }
}
