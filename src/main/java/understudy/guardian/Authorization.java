package understudy.guardian;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.base.Reason;
import understudy.guardian.GuardianRefusal.Code;
import understudy.http.Line;

/** What a request says in its {@code Authorization} header: a ticket from a QR code, or a bearer token. */
final class Authorization {

    private static final Pattern TICKET = Pattern.compile("(?i:Ticket) +id=\"([^\"]{1,2000})\" *");
    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +(\\S+) *");

    private Authorization() {}

    static String ticket(Line.Request request) {
        return read(request, TICKET, "Ticket id=\"…\", with the enrollment_tx_id of the QR code");
    }

    static String bearer(Line.Request request) {
        return read(request, BEARER, "Bearer, with the token that belongs to the request");
    }

    private static String read(Line.Request request, Pattern pattern, String expected) {
        String header = request.header("Authorization")
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> GuardianRefusal.of(
                        Code.INVALID_TOKEN,
                        new Reason(
                                "device.authorization",
                                GuardianRefusal.RULE,
                                "the request has no Authorization header",
                                "send Authorization: " + expected)));
        Matcher matcher = pattern.matcher(header);
        if (!matcher.matches()) {
            throw GuardianRefusal.of(
                    Code.INVALID_BEARER_FORMAT,
                    new Reason(
                            "device.authorization",
                            GuardianRefusal.RULE,
                            "the Authorization header is of another kind than this request needs",
                            "send Authorization: " + expected));
        }
        return matcher.group(1);
    }
}
