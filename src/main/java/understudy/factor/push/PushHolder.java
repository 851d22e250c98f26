package understudy.factor.push;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.base.DerivedChance;
import understudy.base.Hash;
import understudy.base.World;
import understudy.factor.Answer;
import understudy.factor.Holder;
import understudy.factor.Message;
import understudy.factor.Shown;

/**
 * The phone that scanned a QR code, and its owner, who says yes to everything. All of it follows from the code, so that the same code
 * gives the same phone; its key is made when it is needed first.
 */
public final class PushHolder implements Holder {

    private final String uri;
    private Optional<Phone> phone = Optional.empty();

    private PushHolder(String uri) {
        this.uri = uri;
    }

    static PushHolder of(String uri) {
        return new PushHolder(uri);
    }

    public synchronized Phone phone() {
        if (phone.isEmpty()) {
            phone = Optional.of(new Phone(
                    PhoneKey.make(DerivedChance.from(uri)), Hash.of(uri).substring(0, 16), "Virtual phone"));
        }
        return phone.get();
    }

    /** The transaction token of the newest notification, with the signed yes for it. */
    @Override
    public Answer.OutOfBand answer(Shown challenge, List<Message> received, Instant now) {
        Map<String, String> payload = received.get(received.size() - 1).values();
        String yes = phone().response(
                        payload.getOrDefault("c", ""),
                        true,
                        payload.getOrDefault("sh", "") + "/api/resolve-transaction",
                        new World(
                                InstantSource.fixed(now),
                                DerivedChance.from(uri).random()));
        return new Answer.OutOfBand(payload.getOrDefault("txtkn", ""), Optional.of(yes));
    }
}
