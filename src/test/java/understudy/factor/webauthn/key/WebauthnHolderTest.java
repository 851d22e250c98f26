package understudy.factor.webauthn.key;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static understudy.factor.webauthn.key.PageOptions.CHALLENGE;
import static understudy.factor.webauthn.key.PageOptions.creation;
import static understudy.factor.webauthn.key.PageOptions.request;

import com.webauthn4j.credential.CredentialRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.base.Json;
import understudy.factor.Shown;

/** The person's key, made of what enrolment showed. */
@Tag("once")
class WebauthnHolderTest {

    private static final String ORIGIN = "http://localhost:4640";

    @ParameterizedTest
    @ValueSource(longs = {-8, -7, -257})
    void whatever_it_was_enrolled_with_it_answers_with_the_same(long algorithm) {
        PageOptions options = creation().offering(algorithm).with("authenticatorSelection", Map.of());
        WebauthnHolder holder = WebauthnHolder.of(shown(options));
        Verifier verifier = new Verifier(CHALLENGE, ORIGIN, "localhost");
        CredentialRecord credential = verifier.registers(answer(holder, Shown.nothing()), algorithm);
        Shown challenge = shown(request().naming("allowCredentials", id(holder)));
        assertEquals(
                0,
                verifier.asserts(answer(holder, challenge), credential)
                        .getAuthenticatorData()
                        .getSignCount());
    }

    @ParameterizedTest
    @ValueSource(longs = {-8, -7})
    void the_same_question_has_the_same_answer(long algorithm) {
        Shown enrolment = shown(creation().offering(algorithm));
        Shown challenge = shown(request());
        WebauthnHolder one = WebauthnHolder.of(enrolment);
        WebauthnHolder other = WebauthnHolder.of(enrolment);
        assertAll(
                () -> assertEquals(answer(one, enrolment), answer(other, enrolment)),
                () -> assertEquals(answer(one, challenge), answer(other, challenge)));
    }

    @Test
    void another_enrolment_makes_another_key() {
        WebauthnHolder one = WebauthnHolder.of(shown(creation()));
        WebauthnHolder other = WebauthnHolder.of(shown(creation().with("challenge", "YW5vdGhlcg")));
        assertNotEquals(id(one), id(other));
    }

    private static Shown shown(PageOptions options) {
        return Shown.publicKey(options.json(), ORIGIN);
    }

    private static Object id(WebauthnHolder holder) {
        return answer(holder, Shown.nothing()).get("id");
    }

    private static Map<String, Object> answer(WebauthnHolder holder, Shown shown) {
        return Json.object(holder.answer(shown, List.of(), Instant.EPOCH).json());
    }
}
