package understudy.guardian;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.base.Reason;
import understudy.factor.Particulars;
import understudy.factor.push.Phone;
import understudy.guardian.GuardianRefusal.Code;
import understudy.http.Line;
import understudy.mfa.Conversation;
import understudy.mfa.Conversation.Waiting;
import understudy.mfa.Enrolments.Begun;
import understudy.mfa.Mfa;
import understudy.tenant.Tenant;

/** Where guardian.js begins: {@code POST /api/start-flow} (management-api.md §3.7). */
final class StartFlow {

    private final Mfa mfa;
    private final Visits visits;
    private final Enrolled enrolled;
    private final GuardianJournal journal;

    StartFlow(Mfa mfa, Visits visits, Enrolled enrolled, GuardianJournal journal) {
        this.mfa = mfa;
        this.visits = visits;
        this.enrolled = enrolled;
        this.journal = journal;
    }

    Line.Reply start(Line.Request request, Tenant tenant) {
        Visit visit = visits.byTicket(request, tenant);
        refuseOtherTransports(request);
        Optional<Map<String, Object>> account = enrolled.account(visit);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("transaction_token", visits.token(visit));
        body.put("available_enrollment_methods", enrolled.offered(tenant));
        body.put("available_authentication_methods", enrolled.offered(tenant));
        account.ifPresentOrElse(
                its -> body.put("device_account", its),
                () -> body.putAll(enrolling(visit, visit.conversation().recoveryCode())));
        journal.changed(
                visit,
                "guardian.js has begun",
                account.map(its -> "gd_start_auth").orElse("gd_start_enroll"));
        return visit.reply(body);
    }

    /**
     * What there is to choose from is begun at once, for guardian.js wants all of it in one answer. When the page is loaded again it is
     * begun anew, and what was begun before is forgotten, but for the recovery code.
     */
    private Map<String, Object> enrolling(Visit visit, Optional<String> recoveryCode) {
        List<Begun> begun = new ArrayList<>();
        for (String factor : List.of(Enrolled.PUSH, Enrolled.OTP)) {
            if (enrolled.isOffered(visit.tenant(), factor)) {
                begun.add(
                        mfa.enrolments().begin(visit.tenant(), visit.user(), visit.pass(), factor, Particulars.none()));
            }
        }
        Optional<String> code = begun.stream()
                .flatMap(one -> one.recoveryCodes().stream())
                .findFirst()
                .or(() -> recoveryCode);
        String account = begun.stream()
                .findFirst()
                .map(one -> device(one.id()))
                .orElseGet(() -> visit.tenant().deviceId());
        Conversation next = visit.conversation()
                .enrolling(account, begun.stream().map(StartFlow::waiting).toList(), code);
        if (!mfa.conversations().save(visit.tenant(), visit.kept(), next)) { // another page has begun meanwhile
            visits.abandon(visit, next);
            return enrolling(visits.again(visit), code);
        }
        visits.abandon(visit, visit.conversation());
        return shown(account, begun, code);
    }

    private static Map<String, Object> shown(String account, List<Begun> begun, Optional<String> recoveryCode) {
        Map<String, Object> device = new LinkedHashMap<>();
        device.put("id", account);
        device.put("methods", List.of());
        begun.stream()
                .flatMap(one -> one.shown().secret().stream())
                .findFirst()
                .ifPresent(secret -> device.put("otp_secret", secret));
        recoveryCode.ifPresent(code -> device.put("recovery_code", code));
        String ticket = begun.stream()
                .filter(one -> one.kind().name().equals(Enrolled.PUSH))
                .flatMap(one -> one.shown().barcodeUri().stream())
                .map(uri -> Phone.Code.read(uri).ticket())
                .findFirst()
                .orElse(account); // without one guardian.js believes that there is an enrolment
        return Map.of("device_account", device, "enrollment_tx_id", ticket);
    }

    private static void refuseOtherTransports(Line.Request request) {
        String transport = String.valueOf(DeviceRoutes.bodyIfAny(request).getOrDefault("state_transport", "polling"));
        if (transport.equals("socket")) {
            throw GuardianRefusal.of(
                    Code.FEATURE_DISABLED,
                    new Reason(
                            "guardian.transport",
                            GuardianRefusal.BROWSERS,
                            "how a transaction stands is not told over a socket here",
                            "give guardian.js stateCheckingMechanism polling or manual"));
        }
        if (!List.of("polling", "manual").contains(transport)) {
            throw GuardianRefusal.of(
                    Code.INVALID_BODY,
                    new Reason(
                            "guardian.transport",
                            GuardianRefusal.BROWSERS,
                            "state_transport is none of polling, manual and socket",
                            "send polling"));
        }
    }

    static Waiting waiting(Begun begun) {
        return new Waiting(begun.id(), begun.kind().name(), begun.handle());
    }

    private static String device(String authenticatorId) {
        return authenticatorId.substring(authenticatorId.indexOf('|') + 1);
    }
}
