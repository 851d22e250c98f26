package understudy.factor;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Something to send to a person, before it is put in words: which template, and what fills it.
 *
 * @param channel {@code sms}, {@code voice}, {@code email} or {@code push}
 * @param to the number, address or device
 * @param template the message's name ({@code enrollment}, {@code verification})
 * @param values what the template is filled with ({@code code}); {@code locale} is the language
 */
public record Message(String channel, String to, String template, Map<String, String> values) {

    public Message {
        values = Map.copyOf(values);
    }

    /**
     * The same for somebody who reads that language; a push says nothing by itself, and its values are the device's.
     *
     * @param language the tag; empty where it is not known
     */
    public Message in(Optional<String> language) {
        if (language.isEmpty() || channel.equals("push")) {
            return this;
        }
        Map<String, String> all = new HashMap<>(values);
        all.put("locale", language.get());
        return new Message(channel, to, template, all);
    }

    /** Without what it says: a message may end up in a log. */
    @Override
    public String toString() {
        return "Message[channel=" + channel + ", template=" + template + "]";
    }
}
