package understudy.guardian;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestServer;

/** What phones may and may not do, asked by a phone that shares no code with the server (management-api.md §3). */
class DeviceApiTest {

    private static final String MFA_OOB = "http://auth0.com/oauth/grant-type/mfa-oob";
    private static final Duration LIFE = Duration.ofMinutes(5);

    @RegisterExtension
    final TestServer server = new TestServer().set("policy", "always");

    private TestDevice device;

    @BeforeEach
    void a_device() {
        device = new TestDevice(server, 0);
    }

    // ------------------------------------------------------------------------------------------------ enrolling

    @Test
    void a_device_that_scans_the_code_confirms_the_enrolment_and_the_client_learns_it_by_asking() {
        String mfaToken = server.mfaToken("alice");
        Reply begun = associate(mfaToken);
        Map<String, String> code = TestDevice.read(begun.text("barcode_uri"));

        Reply before = poll(mfaToken, begun.text("oob_code"));
        Reply enrolled = device.scan(begun.text("barcode_uri"));
        Reply after = poll(mfaToken, begun.text("oob_code"));

        assertAll(
                () -> assertTrue(
                        begun.text("barcode_uri").startsWith("otpauth://totp/Demo:alice%40example.com?"),
                        begun::toString),
                () -> assertEquals(List.of("enrollment_tx_id", "base_url"), List.copyOf(code.keySet())),
                () -> assertTrue(code.get("enrollment_tx_id").matches("[A-Za-z0-9]{32}")),
                () -> assertEquals(server.url() + "/appliance-mfa", code.get("base_url")),
                () -> assertEquals("auth0", begun.text("oob_channel")),
                () -> assertNull(begun.json().get("binding_method")),
                () -> assertEquals(
                        "400 authorization_pending: Authorization pending: please repeat the request in a few seconds.",
                        before.refusal()),
                () -> assertEquals(201, enrolled.status(), enrolled::toString),
                () -> assertEquals(
                        List.of("id", "url", "issuer", "user_id", "token", "totp"),
                        List.copyOf(enrolled.json().keySet())),
                () -> assertTrue(enrolled.text("id").matches("dev_[A-Za-z0-9]{16}")),
                () -> assertEquals(server.url() + "/appliance-mfa", enrolled.text("url")),
                () -> assertEquals("Demo", enrolled.text("issuer")),
                () -> assertEquals("auth0|alice", enrolled.text("user_id")),
                () -> assertEquals(200, after.status(), after::toString));
    }

    @Test
    void a_device_is_challenged_and_its_yes_opens_the_door_once() {
        enrol("alice");

        String mfaToken = server.mfaToken("alice");
        Reply challenge = challenge(mfaToken);
        Reply pending = poll(mfaToken, challenge.text("oob_code"));
        Reply answered = device.approve(push());
        Reply tokens = poll(mfaToken, challenge.text("oob_code"));
        Reply again = poll(mfaToken, challenge.text("oob_code"));

        assertAll(
                () -> assertEquals(
                        List.of("challenge_type", "oob_code"),
                        List.copyOf(challenge.json().keySet())),
                () -> assertEquals("authorization_pending", pending.text("error")),
                () -> assertEquals(204, answered.status(), answered::toString),
                () -> assertEquals("", answered.body()),
                () -> assertEquals(200, tokens.status(), tokens::toString),
                () -> assertEquals(
                        List.of("pwd", "swk", "mfa"), tokens.claims("id_token").get("amr")),
                () -> assertEquals("403 invalid_grant: Malformed mfa_token", again.refusal()));
    }

    private Map<String, String> enrol(String name) {
        String mfaToken = server.mfaToken(name);
        Reply begun = associate(mfaToken);
        assertEquals(201, device.scan(begun.text("barcode_uri")).status());
        assertEquals(200, poll(mfaToken, begun.text("oob_code")).status());
        return Map.of();
    }

    private Reply associate(String bearer) {
        return server.post(
                "/mfa/associate",
                Map.of("authenticator_types", List.of("oob"), "oob_channels", List.of("auth0")),
                bearer);
    }

    private Reply challenge(String mfaToken) {
        return server.post(
                "/mfa/challenge",
                TestServer.with(
                        TestServer.client("demo-backend"), Map.of("mfa_token", mfaToken, "challenge_type", "oob")));
    }

    private Reply poll(String mfaToken, String oobCode) {
        return server.token(Map.of("grant_type", MFA_OOB, "mfa_token", mfaToken, "oob_code", oobCode));
    }

    /** What the newest push would have brought to the device. */
    @SuppressWarnings("unchecked")
    private Map<String, String> push() {
        return (Map<String, String>) server.get("/lab/api/pushes").list().get(0).get("payload");
    }
}
