package understudy.factor.webauthn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static understudy.factor.Verdict.Outcome.ACCEPTED;
import static understudy.factor.Verdict.Outcome.REJECTED;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import understudy.base.Json;
import understudy.base.World;
import understudy.factor.Answer;
import understudy.factor.Challenge;
import understudy.factor.Desk;
import understudy.factor.Particulars;
import understudy.factor.Verdict.Outcome;
import understudy.factor.webauthn.key.PageOptions;
import understudy.factor.webauthn.key.SecurityKeys;
import understudy.factor.webauthn.key.VirtualAuthenticator;

/** A key that a seed names: who verifies it and who signs with it have never met. */
@Tag("once")
class NamedKeyTest {

    private static final String ORIGIN = "https://localhost:4643";

    private final World world = new World(
            InstantSource.fixed(Instant.parse("2026-03-01T09:00:10Z")),
            World.real().random());
    private final Desk desk = new Desk(world, "Demo", "dave@example.com", ORIGIN);
    private final WebauthnFactor factor = WebauthnFactor.roaming();

    @Test
    void whoever_has_the_key_of_that_name_passes() {
        assertEquals(ACCEPTED, outcomeFor("dave-key"));
    }

    @Test
    void a_key_of_another_name_does_not() {
        assertEquals(REJECTED, outcomeFor("erin-key"));
    }

    private Outcome outcomeFor(String name) {
        WebauthnState dave =
                factor.enrol(new Particulars(Map.of("id", "dave-key")), desk).state();
        Challenge<WebauthnState> asked = factor.challenge(dave, desk);
        VirtualAuthenticator key = SecurityKeys.named(new Particulars(Map.of("id", name)));
        String options = PageOptions.request()
                .with("challenge", challengeOf(asked))
                .naming("allowCredentials", key.credentials().get(0).id())
                .json();
        String answer = Json.text(key.get(options, ORIGIN, world).response());
        return factor.verify(asked.state(), new Answer.PublicKey(answer), desk).outcome();
    }

    private static Object challengeOf(Challenge<?> asked) {
        return Json.object(asked.shown().publicKey().orElseThrow()).get("challenge");
    }
}
