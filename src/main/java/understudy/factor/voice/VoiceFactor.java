package understudy.factor.voice;

import java.util.Optional;
import understudy.factor.Kind;
import understudy.factor.Screens;
import understudy.factor.SentMessages;
import understudy.factor.SentReason;
import understudy.factor.phone.PhoneFactor;
import understudy.factor.phone.PhoneScreens;

/** The code said in a telephone call. */
public final class VoiceFactor implements PhoneFactor {

    private static final Kind KIND =
            new Kind("voice", "voice", "oob", Optional.of("voice"), "phone", Kind.Standing.INDEPENDENT);

    private static final SentMessages MESSAGES =
            new SentMessages("voice", "tel", new SentReason("voice", "telephone call"));

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
        return "sms";
    }

    @Override
    public Optional<Screens> screens() {
        return Optional.of(PhoneScreens.voice());
    }
}
