package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestServer;

/** A suite that runs in parallel, a tenant each: nobody's clock, codes or timeline get in anybody's way. */
class ParallelTenantsTest {

    private static final int TENANTS = 20;
    private static final Instant FIRST = Instant.parse("2027-01-01T09:00:05Z");
    private static final String MFA_OOB = "http://auth0.com/oauth/grant-type/mfa-oob";
    private static final Duration APART = Duration.ofDays(100);

    @RegisterExtension
    final TestServer server = new TestServer();

    /** What one test of the suite saw. */
    private record Seen(
            Instant clock,
            String issuer,
            String shown,
            List<Map<String, Object>> idTokens,
            List<Map<String, Object>> events,
            List<Map<String, Object>> requests) {}

    @Test
    void twenty_tenants_go_through_the_whole_mfa_api_at_once_each_at_a_time_of_its_own() throws Exception {
        List<Seen> all = atOnce(this::withAnApp);

        assertAll(all.stream().map(seen -> () -> sawNobodyElse(seen)));
        Set<String> secrets = new HashSet<>(all.stream().map(Seen::shown).toList());
        assertAll(
                () -> assertEquals(TENANTS, secrets.size()),
                () -> assertEquals(
                        List.of(),
                        server.get("/lab/api/requests").list(),
                        "the default tenant was never asked for anything"),
                () -> assertEquals("never", server.get("/lab/api/policy").text("policy")));
    }

    @Test
    void twenty_tenants_send_messages_to_one_number_and_each_gets_its_own() throws Exception {
        List<Seen> all = atOnce(this::withAPhone);

        assertAll(all.stream()
                .map(seen -> () -> assertAll(
                        () -> assertEquals(
                                List.of(
                                        seen.clock().getEpochSecond(),
                                        seen.clock().getEpochSecond()),
                                times(seen)),
                        () -> assertTrue(
                                seen.idTokens().stream()
                                        .allMatch(claims -> seen.issuer().equals(claims.get("iss"))),
                                () -> seen.idTokens().toString()))));
        assertEquals(List.of(), server.get("/lab/api/messages").list());
    }

    private List<Seen> atOnce(Function<Instant, Seen> test) throws Exception {
        CyclicBarrier together = new CyclicBarrier(TENANTS);
        ExecutorService threads = Executors.newFixedThreadPool(TENANTS);
        List<Seen> all = new ArrayList<>();
        try {
            List<Future<Seen>> running = IntStream.range(0, TENANTS)
                    .mapToObj(number -> threads.submit(() -> {
                        together.await(60, TimeUnit.SECONDS);
                        return test.apply(FIRST.plus(APART.multipliedBy(number)));
                    }))
                    .toList();
            for (Future<Seen> one : running) {
                all.add(one.get(120, TimeUnit.SECONDS));
            }
        } finally {
            threads.shutdownNow();
        }
        return all;
    }

    /** Carol types the code of her message, Erin approves on her phone. */
    private Seen withAPhone(Instant clock) {
        Reply made = server.makeTenant(Map.of("port", true, "ttl", "PT10M"));
        TestServer mine = server.at(made.text("http"));
        said(mine.put("/lab/api/clock", Map.of("now", clock.toString(), "frozen", true)));
        mine.policy("always");

        String carols = mine.mfaToken("carol");
        Reply sent = said(challenge(mine, carols, "oob"));
        Reply message = said(mine.get("/lab/api/messages/wait?channel=sms&to=%2B15555550100"));
        Reply first = said(mine.token(Map.of(
                "grant_type",
                MFA_OOB,
                "mfa_token",
                carols,
                "oob_code",
                sent.text("oob_code"),
                "binding_code",
                message.text("code"))));
        assertEquals(clock.toString(), message.text("at"));
        assertEquals(1, mine.get("/lab/api/messages?channel=sms").list().size(), "nobody else's");

        said(mine.put("/lab/api/users/auth0%7Cerin/phone", Map.of("rule", "approve")));
        String erins = mine.mfaToken("erin");
        Reply pushed = said(challenge(mine, erins, "oob"));
        Reply second = said(
                mine.token(Map.of("grant_type", MFA_OOB, "mfa_token", erins, "oob_code", pushed.text("oob_code"))));
        assertEquals(1, mine.get("/lab/api/pushes").list().size(), "nobody else's");

        return new Seen(
                clock,
                made.text("http") + "/",
                message.text("code"),
                List.of(first.claims("id_token"), second.claims("id_token")),
                mine.get("/lab/api/events").list(),
                mine.get("/lab/api/requests").list());
    }

    private static Reply challenge(TestServer tenant, String mfaToken, String type) {
        return tenant.post(
                "/mfa/challenge",
                TestServer.with(
                        TestServer.client("demo-backend"), Map.of("mfa_token", mfaToken, "challenge_type", type)));
    }

    private static List<Long> times(Seen seen) {
        return seen.idTokens().stream()
                .map(claims -> ((Number) claims.get("iat")).longValue())
                .toList();
    }

    /** A test as somebody would write it: a tenant, a login without a factor, an enrolment, and a login with it. */
    private Seen withAnApp(Instant clock) {
        Reply made = server.makeTenant(Map.of("port", true, "ttl", "PT10M"));
        TestServer mine = server.at(made.text("http"));
        said(mine.put("/lab/api/clock", Map.of("now", clock.toString(), "frozen", true)));
        mine.policy("always");

        String enrolling = mine.mfaToken("alice");
        String secret = said(mine.associateOtp(enrolling)).text("secret");
        Reply first = said(mine.mfaOtp(enrolling, mine.code(secret)));

        mine.nextOtpStep();
        String stepping = mine.mfaToken("alice");
        assertEquals("otp", said(challenge(mine, stepping, "otp")).text("challenge_type"));
        assertEquals(403, mine.mfaOtp(stepping, "000000").status());
        Reply second = said(mine.mfaOtp(stepping, mine.code(secret)));

        return new Seen(
                clock,
                made.text("http") + "/",
                secret,
                List.of(first.claims("id_token"), second.claims("id_token")),
                mine.get("/lab/api/events").list(),
                mine.get("/lab/api/requests").list());
    }

    private static void sawNobodyElse(Seen seen) {
        long began = seen.clock().getEpochSecond();
        long nextStep = began - began % 30 + 30;
        Set<Object> times = new HashSet<>();
        seen.events().forEach(event -> times.add(event.get("at")));
        seen.requests().forEach(request -> times.add(request.get("at")));
        assertAll(
                () -> assertEquals(List.of(began, nextStep), times(seen)),
                () -> assertTrue(
                        seen.idTokens().stream()
                                .allMatch(claims -> seen.issuer().equals(claims.get("iss"))
                                        && List.of("pwd", "mfa", "otp").containsAll((List<?>) claims.get("amr"))),
                        () -> seen.idTokens().toString()),
                () -> assertEquals(
                        Set.of(
                                Instant.ofEpochSecond(began).toString(),
                                Instant.ofEpochSecond(nextStep).toString()),
                        times),
                () -> assertEquals(
                        List.of(
                                "POST /oauth/token was answered 200",
                                "POST /oauth/token was answered 403 invalid_grant",
                                "POST /mfa/challenge was answered 200",
                                "POST /oauth/token was answered 403 mfa_required",
                                "POST /oauth/token was answered 200",
                                "POST /mfa/associate was answered 200",
                                "POST /oauth/token was answered 403 mfa_required"),
                        seen.requests().stream()
                                .map(request -> request.get("what"))
                                .toList()),
                () -> assertEquals(
                        List.of("otp.mismatch", "policy.second_factor", "policy.second_factor"),
                        seen.events().stream()
                                .filter(event -> "refused".equals(event.get("kind")))
                                .map(event -> event.get("check"))
                                .toList()));
    }

    private static Reply said(Reply reply) {
        assertEquals(200, reply.status(), reply::toString);
        return reply;
    }
}
