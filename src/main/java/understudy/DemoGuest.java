package understudy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import understudy.DemoHttp.Exchange;

/** The demo on somebody's running server: sees that its lab is on, sets the policy for the walk, and puts back what it moved. */
final class DemoGuest {

    private static final String POLICY = "/lab/api/policy";
    private static final String CLOCK = "/lab/api/clock";

    private final DemoHttp http;
    private final DemoPrinter out;

    DemoGuest(DemoHttp http, DemoPrinter out) {
        this.http = http;
        this.out = out;
    }

    void visit() {
        Exchange clock = needsLab(http.get(CLOCK));
        String policy = needsLab(http.get(POLICY)).text("policy");
        out.title("Understudy demo on " + http.url() + ".");
        DemoWalk walk = new DemoWalk(http, out);
        Map<String, Object> tokens;
        boolean isClockOurs = true;
        if (!policy.equals("always")) {
            out.step("The policy was \"" + policy + "\". For this walk it asks everybody, every time.");
            out.exchange(http.put(POLICY, Map.of("policy", "always")).expect(200));
        }
        try {
            tokens = walk.walk();
            isClockOurs = forgetApp(walk);
        } finally {
            if (isClockOurs) {
                brief(http.put(CLOCK, asItWas(clock)));
            }
            if (!policy.equals("always")) {
                brief(http.put(POLICY, Map.of("policy", policy)));
            }
        }
        out.tokens(tokens);
    }

    private Exchange needsLab(Exchange asked) {
        if (asked.status() == 200 && asked.answered() instanceof Map) {
            return asked;
        }
        throw new Demo.Failed("the lab of " + http.url() + " is off, or this is no Understudy (" + asked.path()
                + " was answered " + asked.status() + "): the demo needs a server that was started without --no-lab");
    }

    /**
     * Removes the app that the walk has enrolled, as its owner may: with an access token for the MFA API.
     *
     * @return whether the clock may go back: not when alice's app stays, whose codes have been used up to the later time
     */
    private boolean forgetApp(DemoWalk walk) {
        Optional<String> app = walk.enrolled();
        if (app.isEmpty()) {
            out.step("The policy goes back. The clock stays ahead: alice's codes have been used up to there.");
            return false;
        }
        out.step("Alice deletes her app with a token for the MFA API; the clock and the policy go back.");
        String mfaApi = "https://" + http.url().getRawAuthority() + "/mfa/";
        Exchange asked = brief(walk.signIn(mfaApi, "openid remove:authenticators"));
        Exchange moved = brief(walk.nextOtpStep());
        String code = walk.code(Instant.parse(moved.text("now")));
        Exchange answered = brief(walk.answer(asked.text("mfa_token"), code).expect(200));
        String path = "/mfa/authenticators/" + URLEncoder.encode(app.get(), StandardCharsets.UTF_8);
        brief(http.delete(path, answered.text("access_token")).expect(204));
        return true;
    }

    private static Map<String, Object> asItWas(Exchange clock) {
        return clock.answered() instanceof Map<?, ?> before && Boolean.TRUE.equals(before.get("frozen"))
                ? Map.of("now", clock.text("now"), "frozen", true)
                : Map.of("offset", clock.text("offset"));
    }

    private Exchange brief(Exchange exchange) {
        out.brief(exchange);
        return exchange;
    }
}
