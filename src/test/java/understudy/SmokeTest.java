package understudy;
import static org.junit.jupiter.api.Assertions.*;
import org.junit.jupiter.api.*; import org.junit.jupiter.api.extension.RegisterExtension;
class SmokeTest { @RegisterExtension final TestServer server = new TestServer().set("policy","always");
 @RepeatedTest(20) void works() { String t = server.mfaToken("bob"); Reply r = server.token(java.util.Map.of("grant_type", TestServer.MFA_OTP, "mfa_token", t, "otp", new understudy.factor.otp.OtpHolder(TestServer.BOBS_SECRET).codeAt(java.time.Instant.now()))); assertEquals(200, r.status(), r.body()); } }
