package understudy.mfa;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.token.Authorization;

/**
 * A second factor proven step by step, by a client that keeps nothing but a token: what it has begun and asked, and how that ended.
 *
 * @param account what the enrolments that wait are called together; empty for who has nothing to enrol
 * @param begun enrolments that wait to be confirmed, the newest first
 * @param asked the challenge that was opened last
 * @param recoveryCode handed out with those enrolments: it can be read once, but the page may be loaded again
 * @param end how it ended, once it has
 */
public record Conversation(
        Optional<String> account,
        List<Waiting> begun,
        Optional<Waiting> asked,
        Optional<String> recoveryCode,
        Optional<End> end) {

    static final Conversation NEW =
            new Conversation(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());

    public Conversation {
        begun = List.copyOf(begun);
    }

    /** An enrolment or a challenge that waits for an answer. @param handle the factor's own name for it, if it has one */
    public record Waiting(String authenticatorId, String factor, Optional<String> handle) {}

    /** What may be issued now. @param signature what brings it */
    public record End(Authorization completed, String signature) {

        /** Without the signature, which is as good as a token. */
        @Override
        public String toString() {
            return "End[]";
        }
    }

    /** With enrolments in the place of those there were. */
    public Conversation enrolling(String itsAccount, List<Waiting> enrolments, Optional<String> code) {
        return new Conversation(Optional.of(itsAccount), enrolments, asked, code, end);
    }

    /** With one enrolment in the place of another of the same factor. @param code if one was handed out with it */
    public Conversation enrolling(Waiting enrolment, Optional<String> code) {
        List<Waiting> all = Stream.concat(
                        Stream.of(enrolment),
                        begun.stream().filter(other -> !other.factor().equals(enrolment.factor())))
                .toList();
        return new Conversation(account, all, asked, code.or(() -> recoveryCode), end);
    }

    public Conversation asking(Waiting challenge) {
        return new Conversation(account, begun, Optional.of(challenge), recoveryCode, end);
    }

    public Conversation ended(End itsEnd) {
        return new Conversation(account, begun, asked, recoveryCode, Optional.of(itsEnd));
    }

    public Optional<Waiting> begun(String factor) {
        return begun.stream().filter(one -> one.factor().equals(factor)).findFirst();
    }

    public Optional<Waiting> asked(String factor) {
        return asked.filter(one -> one.factor().equals(factor));
    }

    /** Without what is secret in it. */
    @Override
    public String toString() {
        return "Conversation[ended=" + end.isPresent() + "]";
    }
}
