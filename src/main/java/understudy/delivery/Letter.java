package understudy.delivery;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import understudy.factor.Message;
import understudy.tenant.Tenant;

/**
 * A message in words, as a person gets it.
 *
 * @param channel {@code sms}, {@code voice}, {@code email} or {@code push}
 * @param to the number, address or device
 * @param template which words these are ({@code verification})
 * @param from whom it says it comes from, where its template says so
 * @param subject of an e-mail
 * @param text all of it, as plain text
 * @param html an e-mail's other half
 * @param code what the person would type
 * @param link what the person would follow
 * @param number what the person would compare or choose
 * @param oobCode the challenge it answers, as the client knows it
 * @param clientId the application it is sent for
 * @param values what filled the template; of a push all that the device is sent
 */
public record Letter(
        String id,
        String channel,
        String to,
        String template,
        Optional<String> from,
        Optional<String> subject,
        String text,
        Optional<String> html,
        Optional<String> code,
        Optional<String> link,
        Optional<String> number,
        Optional<String> userId,
        Optional<String> oobCode,
        Optional<String> clientId,
        Map<String, String> values,
        Instant at) {

    public Letter {
        values = Map.copyOf(values);
    }

    static Letter of(Tenant tenant, Dispatch dispatch, Words words) {
        Message message = dispatch.message();
        return new Letter(
                tenant.world().token(15),
                message.channel(),
                message.to(),
                message.template(),
                words.from(),
                words.subject(),
                words.text(),
                words.html(),
                Gist.code(message.values(), words.text()),
                Gist.link(message.values(), words.text()),
                Gist.number(message.values(), words.text()),
                dispatch.userId(),
                dispatch.oobCode(),
                dispatch.clientId(),
                message.values(),
                tenant.now());
    }

    /** The same letter, when it comes at another time than it was sent. */
    public Letter arrivingAt(Instant then) {
        return new Letter(
                id, channel, to, template, from, subject, text, html, code, link, number, userId, oobCode, clientId,
                values, then);
    }

    /** Which letter it is; what it says is secret. */
    @Override
    public String toString() {
        return "Letter[id=" + id + ", channel=" + channel + ", template=" + template + "]";
    }
}
