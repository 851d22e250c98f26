package understudy.factor;

import java.util.Map;

/**
 * Something to send to a person, before it is put in words: which template, and what fills it.
 *
 * @param channel {@code sms}, {@code voice}, {@code email} or {@code push}
 * @param to the number, address or device
 * @param template the message's name ({@code enrollment}, {@code verification})
 * @param values what the template is filled with ({@code code})
 */
public record Message(String channel, String to, String template, Map<String, String> values) {

    public Message {
        values = Map.copyOf(values);
    }

    /** Without what it says: a message may end up in a log. */
    @Override
    public String toString() {
        return "Message[channel=" + channel + ", template=" + template + "]";
    }
}
