package understudy.factor.phone;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import understudy.factor.Answer;
import understudy.factor.Posted;
import understudy.factor.Reading;
import understudy.factor.Screen;
import understudy.factor.Screens;
import understudy.factor.SentScreens;
import understudy.factor.Together;
import understudy.factor.Verdict;

/** The pages of a factor that sends its codes to a telephone, by one channel (universal-login.md §5.9). */
public final class PhoneScreens implements Screens {

    static final Screen LIST = new Screen(
            "mfa-sms-list", "/u/mfa-sms-list", "understudy/factor/phone/mfa-sms-list", Set.of("back-action"));

    private final String channel;
    private final String other;
    private final String pick;
    private final NumberForm form;
    private final Screen confirming;
    private final Screen challenge;

    private PhoneScreens(String channel, String other, String pick) {
        this.channel = channel;
        this.other = other;
        this.pick = pick;
        String resources = "understudy/factor/" + channel + "/mfa-" + channel;
        String path = "/u/mfa-" + channel;
        String name = "mfa-" + channel + "-challenge";
        this.form = new NumberForm(
                Screen.of("mfa-" + channel + "-enrollment", path + "-enrollment", resources + "-enrollment"),
                Optional.of(channel));
        this.confirming = new Screen(
                name,
                path + "-enrollment-verify",
                resources + "-challenge-enrollment",
                Set.of(SentScreens.RESEND, pick));
        this.challenge = new Screen(name, path + "-challenge", resources + "-challenge", Set.of(SentScreens.RESEND));
    }

    public static PhoneScreens sms() {
        return new PhoneScreens("sms", "voice", "pick-sms");
    }

    public static PhoneScreens voice() {
        return new PhoneScreens("voice", "sms", "pick-phone");
    }

    @Override
    public List<Screen> asking() {
        return form.screens();
    }

    @Override
    public List<Screen> enrolment() {
        return List.of(confirming);
    }

    @Override
    public List<Screen> challenge() {
        return List.of(challenge);
    }

    @Override
    public Optional<Screen> list() {
        return Optional.of(LIST);
    }

    @Override
    public Optional<String> pick() {
        return Optional.of(pick);
    }

    @Override
    public Optional<Together> together() {
        return Optional.of(new Together("phone", Set.of("sms", "voice"), new ChannelScreens()));
    }

    @Override
    public Reading read(Screen on, Posted posted) {
        if (asking().contains(on)) {
            return form.read(on, posted);
        }
        boolean isEnrolling = on.equals(confirming);
        if (posted.action().equals(pick)) {
            return isEnrolling ? form.again(posted) : Reading.list();
        }
        if (posted.action().equals("switch-to-" + other)) {
            return isEnrolling ? NumberForm.by(other, posted) : Reading.challenge(other);
        }
        return SentScreens.read(posted);
    }

    @Override
    public String errorCode(Screen on, Answer answer, Verdict.Outcome outcome) {
        return SentScreens.errorCode(answer);
    }

    @Override
    public String tooManySentCode() {
        return "too-many-" + channel;
    }

    @Override
    public String undeliveredCode() {
        return "send-" + channel + "-failed";
    }
}
