package understudy.factor.phone;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.factor.Desk;
import understudy.factor.Enrolment;
import understudy.factor.Particulars;
import understudy.factor.SentFactor;
import understudy.factor.SentState;

/**
 * A factor that sends its codes to a telephone. Enrolment reads {@code phone_number} (E.164) from the particulars, and brings along
 * the factor that reaches the same number by the other channel.
 */
public interface PhoneFactor extends SentFactor {

    /** The name of the factor of the other channel. */
    String twin();

    @Override
    default Enrolment<SentState> enrol(Particulars given, Desk desk) {
        PhoneNumber number = PhoneNumber.from(given);
        return messages().enrol(number.e164(), desk, List.of(new Enrolment.Twin(twin(), number.particulars())));
    }

    @Override
    default Optional<String> name(SentState state) {
        return Optional.of(new PhoneNumber(state.to()).masked());
    }

    @Override
    default Map<String, String> details(SentState state) {
        return new PhoneNumber(state.to()).particulars().values();
    }
}
