package understudy.factor.phone;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.text.Collator;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The countries a number may belong to, as a person picks one from a list: by name, A to Z. */
public final class CountryCodes {

    private static final List<Country> ALL = read();

    private static final String FIRST = "US+1";

    private CountryCodes() {}

    /**
     * One line of the list.
     *
     * @param region two letters of ISO 3166-1 ({@code US})
     * @param prefix calling code with its plus ({@code +1}), which several may share
     * @param name in English
     */
    public record Country(String region, String prefix, String name) {

        /** What a page's button sends: {@code US+1} (universal-login.md §5.9). */
        public String key() {
            return region + prefix;
        }
    }

    public static List<Country> all() {
        return ALL;
    }

    /** The one whose button was pressed. */
    public static Optional<Country> find(String key) {
        return ALL.stream().filter(country -> country.key().equals(key)).findFirst();
    }

    /** The same, and where nothing was pressed yet, the one that is preset. */
    public static Country ofKey(String key) {
        return find(key).or(() -> find(FIRST)).orElseThrow();
    }

    private static List<Country> read() {
        PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
        Collator alphabet = Collator.getInstance(Locale.ENGLISH);
        return numbers.getSupportedRegions().stream()
                .map(region -> new Country(region, "+" + numbers.getCountryCodeForRegion(region), name(region)))
                .sorted(Comparator.comparing(Country::name, alphabet))
                .toList();
    }

    private static String name(String region) {
        return new Locale.Builder().setRegion(region).build().getDisplayCountry(Locale.ENGLISH);
    }
}
