package understudy.factor;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The person at the phone or the inbox: reads the newest message and types its code.
 *
 * @param channel whose messages are read
 */
public record SentHolder(String channel) implements Holder {

    @Override
    public Answer.Code answer(Shown challenge, List<Message> received, Instant now) {
        return received.stream()
                .filter(message -> message.channel().equals(channel))
                .flatMap(message -> Optional.ofNullable(message.values().get("code")).stream())
                .reduce((older, newer) -> newer)
                .map(Answer.Code::new)
                .orElseThrow(() -> new IllegalStateException("No message with a code came by " + channel + "."));
    }
}
