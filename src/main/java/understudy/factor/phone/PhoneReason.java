package understudy.factor.phone;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import understudy.base.Reason;

/** Why something is no telephone number. It does not repeat what was given, which may be somebody's. */
final class PhoneReason {

    /** The check that fails for what has other characters than a number has. */
    static final String CHARACTERS = "phone.characters";

    private static final String EXAMPLE =
            "Send the number in E.164: a plus, the country's calling code and the number, like +15555550100.";

    private PhoneReason() {}

    static Reason empty() {
        return reason("phone.missing", "There is no number.");
    }

    static Reason characters() {
        return reason(
                CHARACTERS,
                "A number is a plus and digits, at most with blanks, dots, hyphens and brackets between them; letters and"
                        + " extensions are none of it.");
    }

    static Reason unreadable(NumberParseException.ErrorType type) {
        return switch (type) {
            case INVALID_COUNTRY_CODE ->
                reason(
                        "phone.country",
                        "The number begins with no calling code that is given to a country, or with none at all.");
            case TOO_LONG -> reason("phone.long", "The number has more digits than any number has.");
            // What is no number to the library is digits here: too few of them.
            case TOO_SHORT_AFTER_IDD, TOO_SHORT_NSN, NOT_A_NUMBER ->
                reason("phone.short", "The number has fewer digits than any number has.");
        };
    }

    static Reason impossible(ValidationResult result) {
        return switch (result) {
            case TOO_SHORT -> reason("phone.short", "The number has fewer digits than the numbers of its country.");
            case IS_POSSIBLE_LOCAL_ONLY -> reason("phone.short", "The number has no area code.");
            case TOO_LONG -> reason("phone.long", "The number has more digits than the numbers of its country.");
            case INVALID_COUNTRY_CODE -> reason("phone.country", "No country has this calling code.");
            case INVALID_LENGTH, IS_POSSIBLE ->
                reason("phone.length", "No number of its country has as many digits as this one.");
        };
    }

    private static Reason reason(String check, String why) {
        return new Reason(check, "ITU-T E.164", why, EXAMPLE);
    }
}
