package understudy.tenant;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import understudy.base.Nearest;
import understudy.base.Yaml;
import understudy.tenant.Body.Shape;

/**
 * The section {@code guardianFactors}: which factors are switched on, and what is set for them. An export has the switches only; the
 * {@code settings} beside one are those of {@code guardian/factors/…/settings} (management-api.md §2.5), and
 * {@code progressiveEnrollment}, which Auth0 has on its dashboard.
 */
final class SeedFactors {

    private static final List<String> FACTORS = List.of(
            "sms",
            "push-notification",
            "otp",
            "email",
            "duo",
            "webauthn-roaming",
            "webauthn-platform",
            "recovery-code");

    private static final Map<String, Map<String, Shape>> SETTINGS = Map.of(
            "webauthn-roaming",
            Map.of(
                    "userVerification", Shape.TEXT,
                    "overrideRelyingParty", Shape.FLAG,
                    "relyingPartyIdentifier", Shape.TEXT),
            "webauthn-platform",
            Map.of(
                    "overrideRelyingParty", Shape.FLAG,
                    "relyingPartyIdentifier", Shape.TEXT,
                    "progressiveEnrollment", Shape.FLAG));

    private static final List<String> MESSAGE_TYPES = List.of("sms", "voice");

    private static final List<String> USER_VERIFICATION = List.of("discouraged", "preferred", "required");

    private final Map<String, Boolean> switches = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> settings = new LinkedHashMap<>();

    void take(Yaml item) {
        Body factor = Body.of(item);
        Yaml name = SeedReader.required(factor, "name");
        if (!FACTORS.contains(name.text())) {
            throw name.wrong("must be one of " + String.join(", ", FACTORS) + ", was '" + name.text() + "'"
                    + Nearest.hint(name.text(), FACTORS));
        }
        switches.put(name.text(), SeedReader.required(factor, "enabled").flag());
        factor.get("settings").ifPresent(given -> set(name.text(), settings(name.text(), Body.of(given))));
    }

    /** {@code guardianPhoneFactorMessageTypes}: which of the two ways to a phone the switch {@code sms} means (management-api.md §2.3). */
    void takeMessageTypes(Yaml section) {
        List<Yaml> types = Body.of(section).get("message_types").map(Yaml::list).orElse(List.of());
        types.stream()
                .filter(type -> !MESSAGE_TYPES.contains(type.text()))
                .findFirst()
                .ifPresent(type -> {
                    throw type.wrong("must be one of " + String.join(", ", MESSAGE_TYPES) + ", was '" + type.text()
                            + "'" + Nearest.hint(type.text(), MESSAGE_TYPES));
                });
        set("sms", Map.of("message_types", types.stream().map(Yaml::text).toList()));
    }

    /** A factor's settings may stand in several sections. */
    private void set(String factor, Map<String, Object> more) {
        Map<String, Object> all = new LinkedHashMap<>(settings.getOrDefault(factor, Map.of()));
        all.putAll(more);
        settings.put(factor, all);
    }

    Map<String, Boolean> switches() {
        return Collections.unmodifiableMap(switches);
    }

    Map<String, Map<String, Object>> settings() {
        return Collections.unmodifiableMap(settings);
    }

    private static Map<String, Object> settings(String factor, Body given) {
        Map<String, Shape> known = SETTINGS.getOrDefault(factor, Map.of());
        given.parts().forEach((name, value) -> {
            if (!known.containsKey(name)) {
                throw value.here("unknown key '" + name + "'" + Nearest.hint(name, known.keySet()) + " of " + factor);
            }
        });
        given.get("userVerification")
                .filter(value -> !USER_VERIFICATION.contains(value.text()))
                .ifPresent(value -> {
                    throw value.wrong("must be one of " + String.join(", ", USER_VERIFICATION) + ", was '"
                            + value.text() + "'" + Nearest.hint(value.text(), USER_VERIFICATION));
                });
        return given.shaped(known);
    }
}
