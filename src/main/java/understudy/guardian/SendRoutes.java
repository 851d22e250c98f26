package understudy.guardian;

import java.util.Map;
import java.util.Optional;
import understudy.base.Reason;
import understudy.factor.Particulars;
import understudy.guardian.GuardianRefusal.Code;
import understudy.http.Line;
import understudy.mfa.Challenged;
import understudy.mfa.Conversation;
import understudy.mfa.Conversation.Waiting;
import understudy.mfa.Enrolments.Begun;
import understudy.mfa.Mfa;
import understudy.mfa.Undelivered;
import understudy.tenant.Tenant;

/** What guardian.js has sent: a notification, a text message to ask or to enrol by (management-api.md §3.7). */
final class SendRoutes {

    private final Mfa mfa;
    private final Visits visits;
    private final Proofs proofs;

    SendRoutes(Mfa mfa, Visits visits, Proofs proofs) {
        this.mfa = mfa;
        this.visits = visits;
        this.proofs = proofs;
    }

    /** {@code POST /api/send-push-notification}. */
    Line.Reply sendPush(Line.Request request, Tenant tenant) {
        return ask(
                proofs.settled(visits.byToken(request, tenant)), Enrolled.PUSH, Code.ERROR_SENDING_PUSH_NOTIFICATION);
    }

    /** {@code POST /api/send-sms}. */
    Line.Reply sendSms(Line.Request request, Tenant tenant) {
        return ask(visits.byToken(request, tenant), Enrolled.SMS, Code.ERROR_SENDING_SMS);
    }

    private Line.Reply ask(Visit visit, String factor, Code unsent) {
        Proofs.refuseEnded(visit);
        Challenged opened = visits.first(() -> mfa.challenge(
                visit.tenant(),
                visit.user(),
                visit.pass(),
                factor,
                Optional.empty(),
                asked -> visits.saving(visit, visit.conversation().asking(waiting(factor, asked)))));
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
        Proofs.refuseEnded(visit);
        Particulars number = new Particulars(Map.of("phone_number", BrowserRoutes.text(request, "phone_number")));
        Begun begun = visits.first(() -> mfa.enrolments()
                .begin(
                        tenant,
                        visit.user(),
                        visit.pass(),
                        Enrolled.SMS,
                        number,
                        fresh -> visits.saving(
                                visit, conversation.enrolling(StartFlow.waiting(fresh), recoveryCode(fresh)))));
        conversation
                .begun(Enrolled.SMS)
                .ifPresent(before -> mfa.enrolments().abandon(tenant, visit.pass(), before.authenticatorId()));
        refuse(begun.undelivered(), Code.ERROR_SENDING_SMS);
        return visit.reply(
                recoveryCode(begun).map(text -> Map.of("recovery_code", text)).orElse(Map.of()));
    }

    /** Where nothing else could be begun before. */
    private static Optional<String> recoveryCode(Begun begun) {
        return begun.recoveryCodes().stream().findFirst();
    }

    private static Waiting waiting(String factor, Challenged asked) {
        return new Waiting(asked.authenticatorId(), factor, asked.handle());
    }

    /** What was opened is open all the same. */
    private static void refuse(Optional<Undelivered> undelivered, Code code) {
        undelivered.ifPresent(failure -> {
            throw GuardianRefusal.of(code, failure.reason());
        });
    }
}
