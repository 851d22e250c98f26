package understudy.factor.phone;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.factor.InvalidParticulars;
import understudy.factor.Particulars;
import understudy.factor.Posted;
import understudy.factor.Reading;
import understudy.factor.Screen;

/**
 * What posts from the pages mean on which a number and its country are asked for (universal-login.md §5.9).
 *
 * @param own where the number is asked for; on {@link #EITHER} the channel is, too
 * @param channel by which its code goes; empty where that is asked
 */
record NumberForm(Screen own, Optional<String> channel) {

    static final Screen COUNTRY_CODES = new Screen(
            "mfa-country-codes",
            "/u/mfa-country-codes",
            "understudy/factor/phone/mfa-country-codes",
            Set.of("back-action"));

    /** Where the channel is asked for along with the number. */
    static final Screen EITHER = Screen.of(
            "mfa-phone-enrollment", "/u/mfa-phone-enrollment", "understudy/factor/phone/mfa-phone-enrollment");

    private static final String SELECTION = "selection-action::";

    // What the pages remember of each other, by the names their templates use.
    private static final String PHONE = "phone";
    private static final String TYPE = "type";
    private static final String COUNTRY = "country";
    private static final String ASKED_ON = "asked_on";

    List<Screen> screens() {
        return List.of(own, COUNTRY_CODES);
    }

    Reading read(Screen on, Posted posted) {
        if (on.equals(COUNTRY_CODES)) {
            return country(posted);
        }
        String type = channel.orElseGet(() -> type(posted));
        if (posted.action().equals("pick-country-code")) {
            return Reading.turn(COUNTRY_CODES, Map.of(PHONE, posted.typed(PHONE), TYPE, type, ASKED_ON, on.name()));
        }
        return posted.typed(PHONE).isBlank() ? Reading.lacks(PHONE, "no-phone") : begin(on, posted, type);
    }

    /** Back to where the number was asked for, with all that was typed there. */
    Reading again(Posted posted) {
        return Reading.turn(askedOn(posted));
    }

    /** The same number once more, by the other channel. */
    static Reading by(String channel, Posted posted) {
        Map<String, String> values = new HashMap<>(posted.shown());
        values.put(TYPE, channel);
        return begin(channel, new Particulars(values));
    }

    /** Which of the two is ticked; whoever posts without ticking any means what the page shows first. */
    static String type(Posted posted) {
        return posted.typed(TYPE).equals("voice") ? "voice" : "sms";
    }

    private Reading country(Posted posted) {
        Screen back = askedOn(posted);
        if (posted.action().equals("back-action")) {
            return Reading.turn(back);
        }
        return Optional.of(posted.action())
                .filter(action -> action.startsWith(SELECTION))
                .flatMap(action -> CountryCodes.find(action.substring(SELECTION.length())))
                .map(country -> Reading.turn(back, Map.of(COUNTRY, country.key())))
                .orElseGet(() -> Reading.lacks("invalid-action"));
    }

    private static Reading begin(Screen on, Posted posted, String type) {
        return begin(
                type,
                new Particulars(Map.of(
                        PhoneNumber.NUMBER,
                        posted.typed(PHONE),
                        PhoneNumber.REGION,
                        CountryCodes.ofKey(posted.shown().getOrDefault(COUNTRY, ""))
                                .region(),
                        PHONE,
                        posted.typed(PHONE),
                        TYPE,
                        type,
                        COUNTRY,
                        posted.shown().getOrDefault(COUNTRY, ""),
                        ASKED_ON,
                        on.name())));
    }

    private static Reading begin(String factor, Particulars particulars) {
        return Reading.begin(factor, particulars, new Reading.Lack(Optional.of(PHONE), errorCode(particulars)));
    }

    /** What is said of a number that is none. */
    private static String errorCode(Particulars particulars) {
        try {
            PhoneNumber.from(particulars);
            return "invalid-phone";
        } catch (InvalidParticulars invalid) {
            return invalid.reason().check().equals(PhoneReason.CHARACTERS) ? "invalid-phone-format" : "invalid-phone";
        }
    }

    private Screen askedOn(Posted posted) {
        return EITHER.name().equals(posted.shown().get(ASKED_ON)) ? EITHER : own;
    }
}
