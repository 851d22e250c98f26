package understudy.factor.sms;

import java.util.Optional;
import understudy.factor.Kind;
import understudy.factor.Screens;
import understudy.factor.SentMessages;
import understudy.factor.SentReason;
import understudy.factor.phone.PhoneFactor;
import understudy.factor.phone.PhoneScreens;

/** The code of a text message. */
public final class SmsFactor implements PhoneFactor {

    private static final Kind KIND =
            new Kind("sms", "sms", "oob", Optional.of("sms"), "phone", Kind.Standing.INDEPENDENT);

    private static final SentMessages MESSAGES = new SentMessages("sms", "sms", new SentReason("sms", "text message"));

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public SentMessages messages() {
        return MESSAGES;
    }

    @Override
    public String twin() {
        return "voice";
    }

    @Override
    public Optional<Screens> screens() {
        return Optional.of(PhoneScreens.sms());
    }
}
