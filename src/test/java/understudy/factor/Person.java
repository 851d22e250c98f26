package understudy.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import understudy.base.Json;
import understudy.base.World;
import understudy.factor.push.PushHolder;
import understudy.token.SignedStatement;

/**
 * Somebody with one enrolled factor, and both who stand between: the client that knows the challenge's handle, and the owner that
 * keeps the state, which goes through JSON each time it is kept.
 */
public final class Person<S extends Record> {

    private static final Device.Account ACCOUNT = new Device.Account("dev_0123456789abcdef", "auth0|ada");

    private final Factor<S> factor;
    private final RandomGenerator random;
    private Instant now = Instant.parse("2026-03-01T09:00:10Z");
    private Holder holder;
    private S state;

    public final Enrolment<S> enrolment;

    /** Begins an enrolment, at the same moment and with the same chance as everybody of the same seed. */
    public Person(Factor<S> factor, Particulars given, long seed) {
        this.factor = factor;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.enrolment = factor.enrol(given, desk());
        this.holder = factor.holder(enrolment.shown());
        keep(enrolment.state());
        factor.device().ifPresent(this::pair);
    }

    public Desk desk() {
        return new Desk(
                new World(InstantSource.fixed(now), random), "Acme Dev", "ada@example.com", "http://localhost:4640");
    }

    public Instant now() {
        return now;
    }

    public S state() {
        return state;
    }

    public void waits(Duration time) {
        now = now.plus(time);
    }

    public Challenge<S> isAsked() {
        Challenge<S> asked = factor.challenge(state, desk());
        keep(asked.state());
        return asked;
    }

    /** What the client sends when the person has done what was asked. */
    public Answer answerTo(Challenge<S> asked) {
        Answer said = holder.answer(asked.shown(), asked.messages(), now);
        if (factor.device().isPresent()) {
            keep(heard(factor.device().get(), (Answer.OutOfBand) said).state());
            return new Answer.OutOfBand(asked.handle().orElseThrow(), Optional.empty());
        }
        return said instanceof Answer.Code code && asked.handle().isPresent()
                ? new Answer.OutOfBand(asked.handle().get(), Optional.of(code.text()))
                : said;
    }

    /** The device takes the enrolment up, as soon as the QR code is on the screen. */
    private void pair(Device<S> device) {
        keep(device.pair(state, ACCOUNT, ((PushHolder) holder).phone().enrolment(), desk())
                .state());
    }

    private Device.Ruling<S> heard(Device<S> device, Answer.OutOfBand said) {
        String jwt = said.bindingCode().orElseThrow();
        Optional<Statement> statement =
                SignedStatement.of(jwt).map(it -> new Statement(it.header(), it.claims(), it::isSignedBy));
        String url = desk().origin() + "/appliance-mfa/api/resolve-transaction";
        return device.resolve(state, said.handle(), new Device.Proof(jwt, statement, List.of(url)), desk());
    }

    public Verdict<S> gives(Answer answer) {
        Verdict<S> verdict = factor.verify(state, answer, desk());
        keep(verdict.state());
        if (!verdict.shown().equals(Shown.nothing())) {
            holder = factor.holder(verdict.shown());
        }
        return verdict;
    }

    /** Asked and answered in one go. */
    public Verdict<S> passes() {
        return gives(answerTo(isAsked()));
    }

    private void keep(S next) {
        state = Json.read(Json.text(next), factor.stateType());
        assertEquals(next, state, "the state is another one after its trip through JSON");
    }
}
