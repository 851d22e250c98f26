package understudy.factor.webauthn;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import understudy.base.Json;
import understudy.base.World;
import understudy.factor.Answer;
import understudy.factor.Challenge;
import understudy.factor.Desk;
import understudy.factor.Particulars;
import understudy.factor.Verdict;
import understudy.factor.webauthn.key.Misbehaviour;
import understudy.factor.webauthn.key.Traits;
import understudy.factor.webauthn.key.VirtualAuthenticator;

/** A person with a security key before the login page, and the factor's state behind it, which goes through JSON when it is kept. */
final class Scene {

    static final String RP_ID = "login.example.test";
    static final String ORIGIN = "https://login.example.test:4643";

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    private final WebauthnFactor factor = WebauthnFactor.roaming();
    private final Map<String, Object> settings;
    private Instant now = Instant.parse("2026-03-01T09:00:10Z");
    private VirtualAuthenticator key = VirtualAuthenticator.of(Traits.USUAL);
    private WebauthnState state;
    private Challenge<WebauthnState> asked;

    /** An enrolment has begun and asked for a new key. */
    Scene(Map<String, Object> settings) {
        this.settings = settings;
        this.state = factor.enrol(Particulars.none(), desk()).state();
        isAsked();
    }

    static Scene begun() {
        return new Scene(Map.of("userVerification", "required"));
    }

    /** The key is enrolled, and asked to sign. */
    static Scene enrolled() {
        return enrolled(Traits.USUAL);
    }

    static Scene enrolled(Traits traits) {
        Scene scene = begun();
        scene.uses(traits);
        scene.gives(scene.answer(Misbehaviour.NONE));
        scene.isAsked();
        return scene;
    }

    Desk desk() {
        return new Desk(
                new World(InstantSource.fixed(now), random),
                "Acme Dev",
                "ada@example.com",
                Optional.empty(),
                ORIGIN,
                List.of(ORIGIN, "https://app.example.test"),
                settings,
                Optional.empty());
    }

    WebauthnState state() {
        return state;
    }

    VirtualAuthenticator key() {
        return key;
    }

    String handle() {
        return asked.handle().orElseThrow();
    }

    Map<String, Object> options() {
        return Json.object(asked.shown().publicKey().orElseThrow());
    }

    void isAsked() {
        asked = factor.challenge(state, desk());
        keep(asked.state());
    }

    void waits(Duration time) {
        now = now.plus(time);
    }

    void uses(Traits traits) {
        key = key.with(traits);
    }

    /** What the key answers now, with whatever it does wrong. */
    Map<String, Object> answer(Misbehaviour wrong) {
        VirtualAuthenticator doing = key.with(wrong);
        String options = asked.shown().publicKey().orElseThrow();
        VirtualAuthenticator.Used used = state.credential().isPresent()
                ? doing.get(options, ORIGIN, desk().world())
                : doing.create(options, ORIGIN, desk().world());
        key = used.next();
        return new HashMap<>(used.response());
    }

    /** Asked and answered in one go. */
    Verdict<WebauthnState> passes() {
        isAsked();
        return gives(answer(Misbehaviour.NONE));
    }

    Verdict<WebauthnState> gives(Map<String, Object> response) {
        return gives(new Answer.PublicKey(Json.text(response)));
    }

    Verdict<WebauthnState> gives(Answer answer) {
        Verdict<WebauthnState> verdict = judges(answer);
        keep(verdict.state());
        return verdict;
    }

    /** A verdict that nobody keeps. */
    Verdict<WebauthnState> judges(Answer answer) {
        return factor.verify(state, answer, desk());
    }

    private void keep(WebauthnState next) {
        state = Json.read(Json.text(next), WebauthnState.class);
    }

    static Answer.PublicKey named(Map<String, Object> response, String handle) {
        return new Answer.PublicKey(Json.text(response), Optional.of(handle));
    }
}
