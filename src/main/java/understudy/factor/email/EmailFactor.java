package understudy.factor.email;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.base.EmailSyntax;
import understudy.factor.Desk;
import understudy.factor.Enrolment;
import understudy.factor.InvalidParticulars;
import understudy.factor.Kind;
import understudy.factor.Particulars;
import understudy.factor.Screens;
import understudy.factor.SentFactor;
import understudy.factor.SentMessages;
import understudy.factor.SentReason;
import understudy.factor.SentState;

/**
 * The code of an e-mail. Enrolment reads {@code email} from the particulars; without it, the address of the profile is enrolled. It
 * stands in beside an independent factor only (tokens-and-step-up.md §7).
 */
public final class EmailFactor implements SentFactor {

    private static final Kind KIND =
            new Kind("email", "email", "oob", Optional.of("email"), "email", Kind.Standing.DEPENDENT);

    private static final SentMessages MESSAGES = new SentMessages("email", "email", new SentReason("email", "e-mail"));

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public SentMessages messages() {
        return MESSAGES;
    }

    @Override
    public Enrolment<SentState> enrol(Particulars given, Desk desk) {
        return MESSAGES.enrol(address(given, desk), desk, List.of());
    }

    /** An address of the profile that was verified needs no enrolment (authentication-api.md §5.3). */
    @Override
    public Optional<Enrolment<SentState>> givenTo(Desk desk) {
        return desk.verifiedEmail().filter(EmailSyntax::isAddress).map(MESSAGES::given);
    }

    @Override
    public Optional<Screens> screens() {
        return Optional.of(new EmailScreens());
    }

    @Override
    public Optional<String> name(SentState state) {
        return Optional.of(new EmailAddress(state.to()).masked());
    }

    @Override
    public Map<String, String> details(SentState state) {
        return Map.of("email", state.to());
    }

    private static String address(Particulars given, Desk desk) {
        Optional<String> said = given.optional("email");
        String address = said.orElse(desk.account());
        if (EmailSyntax.isAddress(address)) {
            return address;
        }
        throw new InvalidParticulars(
                "The email address is invalid.", said.isPresent() ? EmailReason.malformed() : EmailReason.missing());
    }
}
