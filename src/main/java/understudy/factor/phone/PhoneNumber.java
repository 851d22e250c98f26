package understudy.factor.phone;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber;
import java.util.Map;
import java.util.regex.Pattern;
import understudy.base.Reason;
import understudy.factor.InvalidParticulars;
import understudy.factor.Particulars;

/**
 * A telephone number in E.164.
 *
 * <p>It must be one that its country could give out: a calling code there is, and as many digits as its numbers have. Whether it is
 * given out is not asked, because numbers of stories and tests ({@code +15555550100}) never are.
 */
public record PhoneNumber(String e164) {

    /** Names of what an enrolment is given: a number, and the region of one without a calling code. */
    static final String NUMBER = "phone_number";

    static final String REGION = "phone_region";

    /** No country and no plus: everything but an international number is then refused. */
    private static final String NOWHERE = "ZZ";

    // The library reads letters as a keypad's digits and knows extensions: neither is anything to send a message to.
    private static final Pattern WRITTEN = Pattern.compile("\\+?[0-9 ().\\-]+");
    private static final int LONGEST = 40; // with all that may stand between the digits
    private static final int TAIL = 4;

    /**
     * The {@code phone_number} of the particulars, in E.164 or, with a {@code phone_region} beside it, as people write it there.
     *
     * @throws InvalidParticulars when there is none, or it is none
     */
    public static PhoneNumber from(Particulars given) {
        return parse(given.optional(NUMBER).orElse(""), given.optional(REGION).orElse(NOWHERE));
    }

    /** All but the last four digits hidden, as lists show it (authentication-api.md §5.3): {@code XXXXXXX0100}. */
    public String masked() {
        String digits = e164.substring(1);
        int hidden = Math.max(0, digits.length() - TAIL);
        return "X".repeat(hidden) + digits.substring(hidden);
    }

    /** What another factor of the telephone enrols with the same number. */
    public Particulars particulars() {
        return new Particulars(Map.of(NUMBER, e164));
    }

    /** Masked: it may end up in a log. */
    @Override
    public String toString() {
        return masked();
    }

    private static PhoneNumber parse(String written, String region) {
        String number = written.strip();
        if (number.isEmpty()) {
            throw invalid(PhoneReason.empty());
        }
        if (!WRITTEN.matcher(number).matches()) {
            throw invalid(PhoneReason.characters());
        }
        if (number.length() > LONGEST) {
            throw invalid(PhoneReason.unreadable(NumberParseException.ErrorType.TOO_LONG));
        }
        try {
            return possible(numbers().parse(number, region));
        } catch (NumberParseException e) {
            throw invalid(PhoneReason.unreadable(e.getErrorType()));
        }
    }

    private static PhoneNumber possible(Phonenumber.PhoneNumber parsed) {
        ValidationResult result = numbers().isPossibleNumberWithReason(parsed);
        if (result != ValidationResult.IS_POSSIBLE) {
            throw invalid(PhoneReason.impossible(result));
        }
        return new PhoneNumber(numbers().format(parsed, PhoneNumberFormat.E164));
    }

    private static InvalidParticulars invalid(Reason reason) {
        return new InvalidParticulars("The phone number is invalid.", reason);
    }

    private static PhoneNumberUtil numbers() {
        return PhoneNumberUtil.getInstance();
    }
}
