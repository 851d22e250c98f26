package understudy.guardian;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import understudy.base.Reason;
import understudy.factor.Answer;
import understudy.factor.Verdict;
import understudy.factor.push.PushFactor;
import understudy.guardian.GuardianRefusal.Code;
import understudy.http.Line;
import understudy.mfa.Conversation;
import understudy.mfa.Conversation.End;
import understudy.mfa.Conversation.Waiting;
import understudy.mfa.Redemption;
import understudy.tenant.Tenant;

/**
 * What guardian.js asks once it has begun (management-api.md §3.7): it brings what was typed, and asks every few seconds how it
 * stands. Once the second factor is proven the state has a signature, which is worth a login's tokens.
 */
final class BrowserRoutes {

    static final String START = PushFactor.BASE_PATH + "/api/start-flow";
    static final String STATE = PushFactor.BASE_PATH + "/api/transaction-state";
    static final String SEND_PUSH = PushFactor.BASE_PATH + "/api/send-push-notification";
    static final String SEND_SMS = PushFactor.BASE_PATH + "/api/send-sms";
    static final String VERIFY_OTP = PushFactor.BASE_PATH + "/api/verify-otp";
    static final String RECOVER = PushFactor.BASE_PATH + "/api/recover-account";

    private final Visits visits;
    private final Enrolled enrolled;
    private final Proofs proofs;

    BrowserRoutes(Visits visits, Enrolled enrolled, Proofs proofs) {
        this.visits = visits;
        this.enrolled = enrolled;
        this.proofs = proofs;
    }

    /** {@code POST /api/transaction-state}. */
    Line.Reply state(Line.Request request, Tenant tenant) {
        Visit visit = proofs.heard(proofs.settled(visits.byToken(request, tenant)));
        Optional<String> signature = visit.conversation().end().map(End::signature);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", visit.pass().key());
        body.put("state", signature.isPresent() ? "accepted" : proofs.isDenied(visit) ? "rejected" : "pending");
        signature.ifPresent(text -> body.put("token", text));
        enrolled.account(visit).ifPresent(account -> body.put("enrollment", account));
        return visit.reply(body);
    }

    /** {@code POST /api/verify-otp}: the code of a text message, or that of an app; which of them it is, nobody says. */
    Line.Reply verifyOtp(Line.Request request, Tenant tenant) {
        Visit visit = visits.byToken(request, tenant);
        Proofs.refuseEnded(visit);
        String code = text(request, "code");
        boolean isNew = proofs.isNew(visit);
        Conversation conversation = visit.conversation();
        Optional<Waiting> sms = isNew ? conversation.begun(Enrolled.SMS) : conversation.asked(Enrolled.SMS);
        boolean hasApp = isNew ? conversation.begun(Enrolled.OTP).isPresent() : enrolled.has(visit, Enrolled.OTP);
        boolean isSent = sms.filter(
                        open -> !hasApp || proofs.look(visit, open, Optional.of(code)) == Verdict.Outcome.ACCEPTED)
                .isPresent();
        Redemption redemption = isSent
                ? proofs.prove(visit, Enrolled.SMS, sms, Proofs.answer(sms.get(), Optional.of(code)))
                : proofs.prove(visit, Enrolled.OTP, Optional.empty(), new Answer.Code(code));
        refuse(redemption, Code.INVALID_OTP);
        return visit.reply(Map.of());
    }

    /** {@code POST /api/recover-account}. */
    Line.Reply recover(Line.Request request, Tenant tenant) {
        Visit visit = visits.byToken(request, tenant);
        Proofs.refuseEnded(visit);
        Answer answer = new Answer.Code(text(request, "recovery_code"));
        Redemption redemption = proofs.prove(visit, Enrolled.RECOVERY_CODE, Optional.empty(), answer);
        refuse(redemption, Code.INVALID_RECOVERY_CODE);
        return visit.reply(redemption
                .shown()
                .recoveryCode()
                .map(next -> Map.of("recovery_code", next))
                .orElse(Map.of()));
    }

    private static void refuse(Redemption redemption, Code code) {
        if (redemption.outcome() != Redemption.Outcome.ACCEPTED) {
            throw GuardianRefusal.of(code, redemption.reason().orElseThrow())
                    .about(Optional.of(redemption.flow()), Optional.of(redemption.userId()));
        }
    }

    static String text(Line.Request request, String name) {
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
