package understudy.factor;

/** A factor whose code is sent and typed back: what all of them do alike. */
public interface SentFactor extends Factor<SentState> {

    /** The conversation by its channel. */
    SentMessages messages();

    @Override
    default Class<SentState> stateType() {
        return SentState.class;
    }

    @Override
    default Challenge<SentState> challenge(SentState state, Desk desk) {
        return messages().challenge(state, desk);
    }

    @Override
    default Verdict<SentState> verify(SentState state, Answer answer, Desk desk) {
        return messages().verify(state, answer, desk);
    }

    @Override
    default Holder holder(Shown shown) {
        return messages().holder();
    }
}
