package understudy.account;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import understudy.base.Json;
import understudy.factor.Answer;
import understudy.factor.Kind;
import understudy.factor.Particulars;
import understudy.factor.Shown;
import understudy.mfa.Enrolments;
import understudy.tenant.Profile.Rule;

/**
 * A type of second factor that can be enrolled here: what it is asked to use, what its answers show, and how it is confirmed (the table
 * of authentication-api.md §13, a line a type).
 *
 * @param given what the POST must say beside the type; its names are those of the factors' particulars
 * @param shows what the 202 says beside {@code id} and {@code auth_session}
 * @param answers how the person answers; empty where to have seen it is enough
 * @param relaxing the profile's rule that lets it be enrolled here at all; empty where a live tenant lets it too
 */
record FactorType(
        String name,
        Optional<String> given,
        Function<Shown, Map<String, Object>> shows,
        Optional<Answers> answers,
        Optional<Rule> relaxing) {

    /** The one type whose device is reached in two ways. */
    static final String PHONE = "phone";

    /** Which of them comes first; of a phone, and of nothing else. */
    static final String PREFERENCE = "preferred_authentication_method";

    static final String NO_PREFERENCE = "Only a phone has a preference.";

    static final List<String> WAYS = List.of("sms", "voice");

    private static final Answers TYPED = new Answers("otp_code", FactorType::code);
    private static final Answers TYPED_BACK = new Answers("otp_code", FactorType::codeSent);
    private static final Answers SIGNED = new Answers("authn_response", FactorType::signed);
    private static final Answers BY_THE_DEVICE = new Answers("auth_session", FactorType::device);

    static final List<FactorType> ENROLLABLE = List.of(
            of("totp", Optional.empty(), FactorType::app, Optional.of(TYPED)),
            of(PHONE, Optional.of("phone_number"), FactorType::nothing, Optional.of(TYPED_BACK)),
            of("email", Optional.of("email"), FactorType::nothing, Optional.of(TYPED_BACK)),
            of("push-notification", Optional.empty(), FactorType::app, Optional.of(BY_THE_DEVICE)),
            of("recovery-code", Optional.empty(), FactorType::paper, Optional.empty()),
            webAuthn("webauthn-roaming"),
            webAuthn("webauthn-platform"));

    /** @param field of the body that the answer is in; the auth_session itself where a device answers, and the body says no more */
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

    /** What the body of a POST may say. */
    String[] fields() {
        return Stream.concat(
                        Stream.concat(Stream.of("type"), given.stream()),
                        name.equals(PHONE) ? Stream.of(PREFERENCE) : Stream.empty())
                .toArray(String[]::new);
    }

    Particulars particulars(Body body) {
        return new Particulars(given.map(name -> Map.of(name, body.text(name))).orElseGet(Map::of));
    }

    /** What a method of this type says beside what all say. @param first of the device's ways, the preferred one */
    static Map<String, Object> particulars(Enrolments.Listed first) {
        Map<String, Object> particulars = new LinkedHashMap<>(first.details());
        first.nickname().ifPresent(name -> particulars.put("name", name));
        if (nameOf(first.kind()).equals(PHONE)) {
            particulars.put(PREFERENCE, first.kind().oobChannel().orElseThrow());
        }
        return particulars;
    }

    private static FactorType of(
            String name,
            Optional<String> given,
            Function<Shown, Map<String, Object>> shows,
            Optional<Answers> answers) {
        return new FactorType(name, given, shows, answers, Optional.empty());
    }

    private static FactorType webAuthn(String name) {
        return new FactorType(
                name, Optional.empty(), FactorType::options, Optional.of(SIGNED), Optional.of(Rule.WEBAUTHN_API));
    }

    private static Map<String, Object> app(Shown shown) {
        Map<String, Object> app = new LinkedHashMap<>();
        shown.barcodeUri().ifPresent(uri -> app.put("barcode_uri", uri));
        shown.secret().ifPresent(secret -> app.put("manual_input_code", secret));
        return app;
    }

    /** What was sent is for another channel. */
    private static Map<String, Object> nothing(Shown shown) {
        return Map.of();
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

    private static Answer codeSent(Body body, String field, Optional<String> handle) {
        return new Answer.OutOfBand(handle.orElseThrow(), Optional.of(body.text(field)));
    }

    private static Answer device(Body body, String field, Optional<String> handle) {
        return new Answer.OutOfBand(handle.orElseThrow(), Optional.empty());
    }

    private static Answer signed(Body body, String field, Optional<String> handle) {
        return new Answer.PublicKey(Json.text(body.object(field)), handle);
    }
}
