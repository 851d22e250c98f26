package understudy.guardian;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.factor.Device.Ruling.Outcome;
import understudy.factor.push.PushFactor;
import understudy.guardian.GuardianRefusal.Code;
import understudy.http.Line;
import understudy.mfa.Devices;
import understudy.mfa.Devices.Heard;
import understudy.tenant.Tenant;

/** What phones ask: to be enrolled, to have their word on a login, to look after their account (management-api.md §3.2, §3.4, §3.5). */
final class DeviceRoutes {

    static final String ENROLL = PushFactor.BASE_PATH + "/api/enroll";
    static final String RESOLVE = PushFactor.BASE_PATH + "/api/resolve-transaction";
    static final String ACCOUNTS = PushFactor.BASE_PATH + "/api/device-accounts";

    private final Devices devices;
    private final GuardianJournal journal;

    DeviceRoutes(Devices devices, GuardianJournal journal) {
        this.devices = devices;
        this.journal = journal;
    }

    /** {@code POST /api/enroll} (§3.2). */
    Line.Reply enroll(Line.Request request, Tenant tenant) {
        String ticket = Authorization.ticket(request);
        Heard heard = taken(devices.pair(tenant, ticket, body(request)), Code.ENROLLMENT_TRANSACTION_NOT_FOUND);
        journal.changed(request, tenant, heard, Optional.empty());
        return reply(201, heard);
    }

    /** {@code POST /api/resolve-transaction} (§3.4). */
    Line.Reply resolve(Line.Request request, Tenant tenant) {
        String token = Authorization.bearer(request);
        if (!(body(request).get("challenge_response") instanceof String response)) {
            throw GuardianRefusal.of(
                    Code.INVALID_BODY,
                    new Reason(
                            "device.body",
                            "management-api.md §3.4",
                            "the body has no challenge_response, which is a text",
                            "send the signed JWT as challenge_response"));
        }
        Heard heard = taken(
                devices.resolve(tenant, token, response, audiences(request, tenant, RESOLVE)),
                Code.LOGIN_TRANSACTION_NOT_FOUND);
        journal.changed(
                request,
                tenant,
                heard,
                heard.outcome() == Outcome.DENIED ? Optional.of("gd_auth_rejected") : Optional.empty());
        return reply(204, heard);
    }

    /** {@code PATCH /api/device-accounts/{id}} (§3.5). */
    Line.Reply update(Line.Request request, Tenant tenant, String id) {
        String bearer = Authorization.bearer(request);
        Heard heard = taken(
                devices.update(tenant, id, bearer, audiences(request, tenant, ACCOUNTS), body(request)),
                Code.DEVICE_ACCOUNT_NOT_FOUND);
        journal.changed(request, tenant, heard, Optional.of("gd_update_device_account"));
        return reply(200, heard);
    }

    /** {@code DELETE /api/device-accounts/{id}} (§3.5). */
    Line.Reply remove(Line.Request request, Tenant tenant, String id) {
        String bearer = Authorization.bearer(request);
        Heard heard = taken(
                devices.remove(tenant, id, bearer, audiences(request, tenant, ACCOUNTS)),
                Code.DEVICE_ACCOUNT_NOT_FOUND);
        journal.changed(request, tenant, heard, Optional.of("gd_unenroll"));
        return reply(200, heard);
    }

    /** The address that was called, by the name it was called and by the one that is pinned; SDKs write https whatever they speak. */
    private static List<String> audiences(Line.Request request, Tenant tenant, String path) {
        return Stream.of(request.origin().toString(), tenant.origin().toString())
                .flatMap(origin -> Stream.of(origin, "https://" + host(origin), "http://" + host(origin)))
                .distinct()
                .map(origin -> origin + path)
                .toList();
    }

    private static String host(String origin) {
        return origin.substring(origin.indexOf("://") + 3);
    }

    /** @param over what it is called that something does not wait any more, or is not there */
    private static Heard taken(Heard heard, Code over) {
        Optional<Code> refusal = switch (heard.outcome()) {
            case ACCEPTED, DENIED -> Optional.empty();
            case MALFORMED -> Optional.of(Code.INVALID_BODY);
            case UNPROVEN -> Optional.of(Code.INVALID_TOKEN);
            case OVER -> Optional.of(over);
            case TAKEN -> Optional.of(Code.DEVICE_ACCOUNT_CONFLICT);
        };
        refusal.ifPresent(code -> {
            throw GuardianRefusal.of(code, heard.reason().orElseThrow()).about(heard.flow(), heard.userId());
        });
        return heard;
    }

    static Map<String, Object> bodyIfAny(Line.Request request) {
        return request.body().length == 0 ? Map.of() : body(request);
    }

    static Map<String, Object> body(Line.Request request) {
        try {
            return Json.object(request.body());
        } catch (Json.Malformed e) {
            throw GuardianRefusal.of(
                    Code.INVALID_BODY,
                    new Reason(
                            "device.body",
                            "management-api.md §3",
                            "the body is not one JSON object with each name once",
                            "send application/json"));
        }
    }

    private static Line.Reply reply(int status, Heard heard) {
        return new Line.Reply(
                status, Map.of(), heard.answer().isEmpty() ? "" : Json.text(heard.answer()), heard.flow());
    }
}
