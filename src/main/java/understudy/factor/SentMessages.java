package understudy.factor;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The conversation of a factor whose code is sent and typed back; which factor it is, it only hears.
 *
 * @param channel by which the codes go
 * @param amr what a right code proves
 * @param reason why another was not accepted
 */
public record SentMessages(String channel, String amr, SentReason reason) {

    /** Sends the first code to where nothing was sent before. */
    public Enrolment<SentState> enrol(String to, Desk desk, List<Enrolment.Twin> twins) {
        SentCodes.Fresh fresh = SentCodes.none().next(desk);
        return new Enrolment<>(
                new SentState(to, fresh.codes()),
                Shown.prompt(),
                Optional.of(fresh.handle()),
                List.of(message(to, "enrollment", fresh)),
                twins);
    }

    /** Somebody's without having been enrolled, so nothing is sent before it is asked for. */
    public Enrolment<SentState> given(String to) {
        return Enrolment.of(new SentState(to, SentCodes.none()), Shown.prompt());
    }

    public Challenge<SentState> challenge(SentState state, Desk desk) {
        SentCodes.Fresh fresh = state.codes().next(desk);
        return new Challenge<>(
                state.with(fresh.codes()),
                Optional.of(fresh.handle()),
                Shown.prompt(),
                List.of(message(state.to(), "verification", fresh)));
    }

    public Verdict<SentState> verify(SentState state, Answer answer, Desk desk) {
        SentCodes.Checked checked = state.codes().check(answer, desk);
        return new Verdict<>(
                checked.outcome(),
                state.with(checked.codes()),
                checked.reason().isEmpty() ? List.of(amr) : List.of(),
                checked.reason().map(reason::of),
                Shown.nothing());
    }

    public Holder holder() {
        return new SentHolder(channel);
    }

    private Message message(String to, String template, SentCodes.Fresh fresh) {
        return new Message(channel, to, template, Map.of("code", fresh.code()));
    }
}
