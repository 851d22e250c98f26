package understudy.account;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import understudy.base.Json;
import understudy.factor.Answer;
import understudy.factor.Kind;
import understudy.factor.Shown;
import understudy.tenant.Profile.Rule;

/**
 * A type of second factor that can be enrolled here: what its answers show, and how it is confirmed (the table of
 * authentication-api.md §13, a line a type).
 *
 * @param shows what the 202 says beside {@code id} and {@code auth_session}
 * @param answers how the person answers; empty where to have seen it is enough
 * @param relaxing the profile's rule that lets it be enrolled here at all; empty where a live tenant lets it too
 */
record FactorType(
        String name, Function<Shown, Map<String, Object>> shows, Optional<Answers> answers, Optional<Rule> relaxing) {

    static final List<FactorType> ENROLLABLE = List.of(
            new FactorType(
                    "totp", FactorType::app, Optional.of(new Answers("otp_code", FactorType::code)), Optional.empty()),
            new FactorType("recovery-code", FactorType::paper, Optional.empty(), Optional.empty()),
            webAuthn("webauthn-roaming"),
            webAuthn("webauthn-platform"));

    /** @param field of the body that the answer is in */
    record Answers(String field, Reading reading) {}

    /** Reads an answer. */
    @FunctionalInterface
    interface Reading {
        Answer read(Body body, String field, Optional<String> handle);
    }

    /** This API's name for a factor, which is what lists call it nearly everywhere. */
    static String nameOf(Kind kind) {
        return kind.requirement().equals("otp") ? "totp" : kind.requirement();
    }

    private static FactorType webAuthn(String name) {
        return new FactorType(
                name,
                FactorType::options,
                Optional.of(new Answers("authn_response", FactorType::signed)),
                Optional.of(Rule.WEBAUTHN_API));
    }

    private static Map<String, Object> app(Shown shown) {
        Map<String, Object> app = new LinkedHashMap<>();
        shown.barcodeUri().ifPresent(uri -> app.put("barcode_uri", uri));
        shown.secret().ifPresent(secret -> app.put("manual_input_code", secret));
        return app;
    }

    private static Map<String, Object> paper(Shown shown) {
        return Map.of("recovery_code", shown.recoveryCode().orElseThrow());
    }

    private static Map<String, Object> options(Shown shown) {
        return Map.of("authn_params_public_key", Json.object(shown.publicKey().orElseThrow()));
    }

    private static Answer code(Body body, String field, Optional<String> handle) {
        return new Answer.Code(body.text(field));
    }

    private static Answer signed(Body body, String field, Optional<String> handle) {
        return new Answer.PublicKey(Json.text(body.object(field)), handle);
    }
}
