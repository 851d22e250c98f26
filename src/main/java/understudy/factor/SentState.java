package understudy.factor;

/**
 * What an enrolment leaves behind whose codes are sent: SMS, voice, e-mail.
 *
 * @param to the number in E.164, or the address
 * @param codes those that were sent there lately
 */
public record SentState(String to, SentCodes codes) {

    SentState with(SentCodes next) {
        return new SentState(to, next);
    }

    /** Without the number or address: a state may end up in a log. */
    @Override
    public String toString() {
        return "SentState[codes=" + codes + "]";
    }
}
