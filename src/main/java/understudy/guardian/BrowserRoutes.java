package understudy.guardian;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import understudy.base.Reason;
import understudy.factor.Answer;
import understudy.factor.Particulars;
import understudy.factor.Verdict;
import understudy.factor.push.PushFactor;
import understudy.guardian.GuardianRefusal.Code;
import understudy.http.Line;
import understudy.mfa.Challenged;
import understudy.mfa.Conversation;
import understudy.mfa.Conversation.End;
import understudy.mfa.Conversation.Waiting;
import understudy.mfa.Enrolments.Begun;
import understudy.mfa.Mfa;
import understudy.mfa.MfaRefusal;
import understudy.mfa.Redemption;
import understudy.mfa.Undelivered;
import understudy.tenant.Tenant;

/**
 * What guardian.js asks once it has begun (management-api.md §3.7): it has something sent, takes what is typed to us, and asks every
 * few seconds how it stands. Once the second factor is proven the state has a signature, which is worth a login's tokens.
 */
final class BrowserRoutes {

    static final String START = PushFactor.BASE_PATH + "/api/start-flow";
    static final String STATE = PushFactor.BASE_PATH + "/api/transaction-state";
    static final String SEND_PUSH = PushFactor.BASE_PATH + "/api/send-push-notification";
    static final String SEND_SMS = PushFactor.BASE_PATH + "/api/send-sms";
    static final String VERIFY_OTP = PushFactor.BASE_PATH + "/api/verify-otp";
    static final String RECOVER = PushFactor.BASE_PATH + "/api/recover-account";

    private static final int SIGNATURE = 48; // bytes

    private final Mfa mfa;
    private final Visits visits;
    private final Enrolled enrolled;
    private final GuardianJournal journal;

    BrowserRoutes(Mfa mfa, Visits visits, Enrolled enrolled, GuardianJournal journal) {
        this.mfa = mfa;
        this.visits = visits;
        this.enrolled = enrolled;
        this.journal = journal;
    }

    // ------------------------------------------------------------------------------------------------- how it stands

    /** {@code POST /api/transaction-state}. */
    Line.Reply state(Line.Request request, Tenant tenant, String none) {
        Visit visit = heard(settled(visits.byToken(request, tenant)));
        Optional<String> signature = visit.conversation().end().map(End::signature);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", visit.pass().key());
        body.put("state", signature.isPresent() ? "accepted" : isDenied(visit) ? "rejected" : "pending");
        signature.ifPresent(text -> body.put("token", text));
        enrolled.account(visit).ifPresent(account -> body.put("enrollment", account));
        return visit.reply(body);
    }

    /** A phone that has taken its enrolment up confirms it; it has yet to be asked for this login. */
    private Visit settled(Visit visit) {
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
                    confirmed -> handle -> true);
            if (redemption.outcome() == Redemption.Outcome.ACCEPTED) {
                journal.changed(visit, "a phone was enrolled from a browser", "gd_enrollment_complete");
            }
        });
        return visits.again(visit);
    }

    /** A phone's yes is taken; what looks like a no may be a yes that somebody else has taken since. */
    private Visit heard(Visit visit) {
        Optional<Waiting> push = asked(visit);
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

    private boolean isDenied(Visit visit) {
        return asked(visit)
                .filter(push -> look(visit, push, Optional.empty()) == Verdict.Outcome.REJECTED)
                .isPresent();
    }

    /** The push that is open. */
    private static Optional<Waiting> asked(Visit visit) {
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

    // ---------------------------------------------------------------------------------------------------- to be asked

    /** {@code POST /api/send-push-notification}. */
    Line.Reply sendPush(Line.Request request, Tenant tenant, String none) {
        return ask(settled(visits.byToken(request, tenant)), Enrolled.PUSH, Code.ERROR_SENDING_PUSH_NOTIFICATION);
    }

    /** {@code POST /api/send-sms}. */
    Line.Reply sendSms(Line.Request request, Tenant tenant, String none) {
        return ask(visits.byToken(request, tenant), Enrolled.SMS, Code.ERROR_SENDING_SMS);
    }

    private Line.Reply ask(Visit visit, String factor, Code unsent) {
        refuseEnded(visit);
        Challenged opened = mfa.challenge(visit.tenant(), visit.user(), visit.pass(), factor, Optional.empty());
        Waiting asked = new Waiting(opened.authenticatorId(), factor, opened.handle());
        visits.save(visit, visit.conversation().asking(asked));
        refuse(opened.undelivered(), unsent);
        return visit.reply(Map.of());
    }

    /** {@code POST /api/device-accounts/{id}/sms-enroll}. */
    Line.Reply enrolSms(Line.Request request, Tenant tenant, String id) {
        Visit visit = visits.byToken(request, tenant);
        Conversation conversation = visit.conversation();
        if (conversation.account().filter(id::equals).isEmpty()) {
            throw GuardianRefusal.of(
                    Code.DEVICE_ACCOUNT_NOT_FOUND,
                    new Reason(
                            "guardian.account",
                            GuardianRefusal.BROWSERS,
                            "this transaction enrols no device account of that id",
                            "take deviceAccount.id of start-flow, for somebody who has no factor yet"));
        }
        refuseEnded(visit);
        Particulars number = new Particulars(Map.of("phone_number", text(request, "phone_number")));
        Begun begun = mfa.enrolments().begin(tenant, visit.user(), visit.pass(), Enrolled.SMS, number);
        visits.save(visit, conversation.enrolling(StartFlow.waiting(begun)));
        conversation
                .begun(Enrolled.SMS)
                .ifPresent(before -> mfa.enrolments().abandon(tenant, visit.pass(), before.authenticatorId()));
        refuse(begun.undelivered(), Code.ERROR_SENDING_SMS);
        Map<String, Object> body = new LinkedHashMap<>();
        begun.recoveryCodes().forEach(code -> body.put("recovery_code", code)); // where nothing else was begun before
        return visit.reply(body);
    }

    // ------------------------------------------------------------------------------------------------------ to answer

    /** {@code POST /api/verify-otp}: the code of a text message, or that of an app; which of them it is, nobody says. */
    Line.Reply verifyOtp(Line.Request request, Tenant tenant, String none) {
        Visit visit = visits.byToken(request, tenant);
        refuseEnded(visit);
        String code = text(request, "code");
        boolean isNew = isNew(visit);
        Conversation conversation = visit.conversation();
        Optional<Waiting> sms = isNew ? conversation.begun(Enrolled.SMS) : conversation.asked(Enrolled.SMS);
        boolean hasApp = isNew ? conversation.begun(Enrolled.OTP).isPresent() : enrolled.has(visit, Enrolled.OTP);
        boolean isSent = sms.filter(open -> !hasApp || look(visit, open, Optional.of(code)) == Verdict.Outcome.ACCEPTED)
                .isPresent();
        Redemption redemption = isSent
                ? prove(visit, Enrolled.SMS, sms, answer(sms.get(), Optional.of(code)))
                : prove(visit, Enrolled.OTP, Optional.empty(), new Answer.Code(code));
        refuse(redemption, Code.INVALID_OTP);
        return visit.reply(Map.of());
    }

    /** {@code POST /api/recover-account}. */
    Line.Reply recover(Line.Request request, Tenant tenant, String none) {
        Visit visit = visits.byToken(request, tenant);
        refuseEnded(visit);
        Answer answer = new Answer.Code(text(request, "recovery_code"));
        Redemption redemption = prove(visit, Enrolled.RECOVERY_CODE, Optional.empty(), answer);
        refuse(redemption, Code.INVALID_RECOVERY_CODE);
        return visit.reply(redemption
                .shown()
                .recoveryCode()
                .map(next -> Map.of("recovery_code", next))
                .orElse(Map.of()));
    }

    /** Takes an answer; with a right one the conversation ends, in one transaction with what the answer changes. */
    private Redemption prove(Visit visit, String factor, Optional<Waiting> which, Answer answer) {
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

    private static Answer answer(Waiting waiting, Optional<String> code) {
        return new Answer.OutOfBand(waiting.handle().orElseThrow(), code);
    }

    private Verdict.Outcome look(Visit visit, Waiting waiting, Optional<String> code) {
        return mfa.look(
                visit.tenant(),
                visit.user(),
                visit.pass(),
                waiting.authenticatorId(),
                waiting.factor(),
                answer(waiting, code));
    }

    /** Whether there is nothing yet that this person could be asked for. */
    private boolean isNew(Visit visit) {
        return enrolled.account(visit).isEmpty();
    }

    private static boolean isOpen(Visit visit) {
        return visit.conversation().end().isEmpty();
    }

    // -------------------------------------------------------------------------------------------------------- refused

    private static void refuse(Redemption redemption, Code code) {
        if (redemption.outcome() != Redemption.Outcome.ACCEPTED) {
            throw GuardianRefusal.of(code, redemption.reason().orElseThrow())
                    .about(Optional.of(redemption.flow()), Optional.of(redemption.userId()));
        }
    }

    /** What was opened is open all the same. */
    private static void refuse(Optional<Undelivered> undelivered, Code code) {
        undelivered.ifPresent(failure -> {
            throw GuardianRefusal.of(code, failure.reason());
        });
    }

    private static void refuseEnded(Visit visit) {
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

    private static String text(Line.Request request, String name) {
        if (DeviceRoutes.body(request).get(name) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw GuardianRefusal.of(
                Code.INVALID_BODY,
                new Reason(
                        "guardian.body",
                        GuardianRefusal.BROWSERS,
                        "the body has no " + name + ", which is a text",
                        "send " + name + " as a text"));
    }
}
