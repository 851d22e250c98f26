package understudy.guardian;

import java.util.Optional;
import understudy.base.Reason;
import understudy.factor.Answer;
import understudy.factor.Verdict;
import understudy.guardian.GuardianRefusal.Code;
import understudy.mfa.Conversation.End;
import understudy.mfa.Conversation.Waiting;
import understudy.mfa.Mfa;
import understudy.mfa.MfaRefusal;
import understudy.mfa.Redemption;
import understudy.store.Saving;

/** Takes what people and phones answer, and looks at it without taking it. */
final class Proofs {

    private static final int SIGNATURE = 48; // bytes

    private final Mfa mfa;
    private final Visits visits;
    private final Enrolled enrolled;
    private final GuardianJournal journal;

    Proofs(Mfa mfa, Visits visits, Enrolled enrolled, GuardianJournal journal) {
        this.mfa = mfa;
        this.visits = visits;
        this.enrolled = enrolled;
        this.journal = journal;
    }

    /** Whether there is nothing yet that this person could be asked for. */
    boolean isNew(Visit visit) {
        return enrolled.account(visit).isEmpty();
    }

    private static boolean isOpen(Visit visit) {
        return visit.conversation().end().isEmpty();
    }

    static void refuseEnded(Visit visit) {
        if (!isOpen(visit)) {
            throw GuardianRefusal.of(
                            Code.LOGIN_TRANSACTION_NOT_FOUND,
                            new Reason(
                                    "guardian.over",
                                    GuardianRefusal.BROWSERS,
                                    "the second factor of this login was proven already",
                                    "take the signature of transaction-state to the token endpoint"))
                    .about(
                            Optional.of(visit.pass().flow()),
                            Optional.of(visit.kept().userId()));
        }
    }

    Verdict.Outcome look(Visit visit, Waiting waiting, Optional<String> code) {
        return mfa.look(
                visit.tenant(),
                visit.user(),
                visit.pass(),
                waiting.authenticatorId(),
                waiting.factor(),
                answer(waiting, code));
    }

    static Answer answer(Waiting waiting, Optional<String> code) {
        return new Answer.OutOfBand(waiting.handle().orElseThrow(), code);
    }

    /** Takes an answer; with a right one the conversation ends, in one transaction with what the answer changes. */
    Redemption prove(Visit visit, String factor, Optional<Waiting> which, Answer answer) {
        String type = isNew(visit) ? "gd_enrollment_complete" : "gd_auth_succeed";
        String signature = visit.tenant().world().token(SIGNATURE);
        Redemption redemption = mfa.redeem(
                visit.tenant(),
                visit.user(),
                visit.pass(),
                which.map(Waiting::authenticatorId),
                factor,
                answer,
                accepted -> handle -> mfa.conversations()
                        .save(
                                handle,
                                visit.tenant(),
                                visit.kept(),
                                visit.conversation()
                                        .ended(new End(accepted.completed().orElseThrow(), signature))));
        if (redemption.outcome() == Redemption.Outcome.ACCEPTED) {
            visits.abandon(visit, visit.conversation());
            journal.changed(visit, "a second factor was proven in a browser, by " + factor, type);
        }
        return redemption;
    }

    /** A phone that has taken its enrolment up confirms it; it has yet to be asked for this login. */
    Visit settled(Visit visit) {
        Optional<Waiting> push = visit.conversation().begun(Enrolled.PUSH).filter(begun -> isNew(visit));
        if (push.filter(begun -> look(visit, begun, Optional.empty()) == Verdict.Outcome.ACCEPTED)
                .isEmpty()) {
            return visit;
        }
        unlessBeaten(() -> {
            Redemption redemption = mfa.redeem(
                    visit.tenant(),
                    visit.user(),
                    visit.pass().toConfirm(),
                    push.map(Waiting::authenticatorId),
                    Enrolled.PUSH,
                    answer(push.get(), Optional.empty()),
                    confirmed -> Saving.NOTHING);
            if (redemption.outcome() == Redemption.Outcome.ACCEPTED) {
                journal.changed(visit, "a phone was enrolled from a browser", "gd_enrollment_complete");
            }
        });
        return visits.again(visit);
    }

    /** A phone's yes is taken; what looks like a no may be a yes that somebody else has taken since. */
    Visit heard(Visit visit) {
        Optional<Waiting> push = push(visit);
        if (push.isEmpty()) {
            return visit;
        }
        return switch (look(visit, push.get(), Optional.empty())) {
            case PENDING, EXPIRED -> visit;
            case REJECTED -> visits.again(visit);
            case ACCEPTED -> {
                unlessBeaten(() -> prove(visit, Enrolled.PUSH, push, answer(push.get(), Optional.empty())));
                yield visits.again(visit);
            }
        };
    }

    boolean isDenied(Visit visit) {
        return push(visit)
                .filter(push -> look(visit, push, Optional.empty()) == Verdict.Outcome.REJECTED)
                .isPresent();
    }

    /** The push that is open. */
    private static Optional<Waiting> push(Visit visit) {
        return visit.conversation().asked(Enrolled.PUSH).filter(push -> isOpen(visit));
    }

    /** Of several that ask how it stands one learns it first; the others learn the same. */
    private static void unlessBeaten(Runnable taking) {
        try {
            taking.run();
        } catch (MfaRefusal refusal) {
            if (refusal.kind() != MfaRefusal.Kind.TOKEN_MALFORMED) {
                throw refusal;
            }
        }
    }
}
