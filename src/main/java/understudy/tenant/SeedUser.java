package understudy.tenant;

import static understudy.tenant.Body.Shape.FLAG;
import static understudy.tenant.Body.Shape.MAPPING;
import static understudy.tenant.Body.Shape.TEXT;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import understudy.base.ConfigurationError;
import understudy.base.Hash;
import understudy.base.Nearest;
import understudy.base.Yaml;

/** One user of a seed: the bulk import's attributes, and ours beside them. */
final class SeedUser {

    private static final Map<String, Body.Shape> PROFILE = Map.ofEntries(
            Map.entry("email", TEXT),
            Map.entry("email_verified", FLAG),
            Map.entry("username", TEXT),
            Map.entry("phone_number", TEXT),
            Map.entry("phone_verified", FLAG),
            Map.entry("name", TEXT),
            Map.entry("given_name", TEXT),
            Map.entry("family_name", TEXT),
            Map.entry("nickname", TEXT),
            Map.entry("picture", TEXT),
            Map.entry("user_metadata", MAPPING),
            Map.entry("app_metadata", MAPPING));

    /** Attributes with a place of their own; all others are the profile. */
    private static final Set<String> APART = Set.of(
            "user_id",
            "connection",
            "blocked",
            "password",
            "password_hash",
            "custom_password_hash",
            "mfa_factors",
            "understudy");

    private static final List<String> IMPORTED = List.of("totp", "phone", "email");
    private static final List<String> OURS = List.of("security_key", "phone", "recovery_code");

    /** It stands in paths of the lab, where {@code latest} has a meaning. */
    private static final Pattern NAME_OF_A_KEY = Pattern.compile("(?!latest$)[\\w.-]{1,64}");

    /** bcrypt itself reads no further, so a longer one would be another password than it seems. */
    private static final int LONGEST_PASSWORD = 72;

    private final Body body;

    SeedUser(Body body) {
        this.body = body;
    }

    /** The bulk import puts the connection's strategy before an id; one that has a prefix keeps it. */
    static String fullId(String id, String strategy) {
        return id.contains("|") ? id : strategy + "|" + id;
    }

    /** @param strategy of the connection, which goes before an id that has no prefix */
    Seed.Person person(String connection, String strategy) {
        String identifier = List.of("email", "username", "phone_number").stream()
                .flatMap(name -> body.text(name).stream())
                .findFirst()
                .orElseThrow(() -> body.place().wrong("needs an email, a username or a phone_number"));
        return new Seed.Person(
                body.text("user_id").map(id -> fullId(id, strategy)).orElseGet(() -> idOf(identifier, strategy)),
                connection,
                profile(),
                body.get("blocked").map(Yaml::flag).orElse(false),
                password(),
                passwordHash(),
                factors());
    }

    private Map<String, Object> profile() {
        Map<String, Object> profile = body.shaped(PROFILE);
        profile.keySet().removeAll(APART);
        return Collections.unmodifiableMap(profile);
    }

    private Optional<String> password() {
        body.get("password").ifPresent(password -> {
            if (body.get("password_hash")
                    .or(() -> body.get("custom_password_hash"))
                    .isPresent()) {
                throw password.wrong("and a hash were both given: keep one of them");
            }
            if (password.text().getBytes(StandardCharsets.UTF_8).length > LONGEST_PASSWORD) {
                throw password.wrong("is longer than " + LONGEST_PASSWORD + " bytes, which bcrypt cannot tell apart");
            }
        });
        return body.text("password");
    }

    private Optional<String> passwordHash() {
        Optional<Yaml> own = body.get("password_hash");
        Optional<Yaml> custom = body.get("custom_password_hash").map(SeedUser::customHash);
        if (own.isPresent() && custom.isPresent()) {
            throw own.get().wrong("and custom_password_hash were both given: keep one of them");
        }
        own.or(() -> custom)
                .filter(hash -> !hash.text().matches("\\$2[ab]\\$[0-9]{2}\\$[./A-Za-z0-9]{53}"))
                .ifPresent(hash -> {
                    throw hash.wrong("must be a bcrypt hash that begins with $2a$ or $2b$");
                });
        return own.or(() -> custom).map(Yaml::text);
    }

    private static Yaml customHash(Yaml custom) {
        Body hash = Body.of(custom);
        Yaml algorithm = SeedReader.required(hash, "algorithm");
        if (!algorithm.text().equals("bcrypt")) {
            throw algorithm.wrong("must be bcrypt, the only one verified here, was '" + algorithm.text() + "'");
        }
        return SeedReader.required(Body.of(SeedReader.required(hash, "hash")), "value");
    }

    /** In the order of the file, because a person's first factor is not their second. */
    private List<Seed.Enrolled> factors() {
        List<Seed.Enrolled> factors = new ArrayList<>();
        body.parts().forEach((name, value) -> {
            switch (name) {
                case "mfa_factors" -> value.list().forEach(item -> factors.add(imported(item)));
                case "understudy" -> value.map().forEach((ours, given) -> factors.add(ours(value, ours, given)));
                default -> {}
            }
        });
        return List.copyOf(factors);
    }

    private static Seed.Enrolled imported(Yaml item) {
        Body factor = Body.of(item);
        if (factor.parts().size() != 1) {
            throw item.wrong("must hold exactly one of " + String.join(", ", IMPORTED));
        }
        Map.Entry<String, Yaml> only = factor.parts().entrySet().iterator().next();
        String kind = only.getKey();
        Body given = Body.of(only.getValue());
        return switch (kind) {
            case "totp" -> enrolled("otp", given, Map.of("secret", "secret"));
            case "phone" -> enrolled("sms", given, Map.of("value", "phone_number"));
            case "email" -> enrolled("email", given, Map.of("value", "email"));
            default -> throw unknown(given.place(), kind, IMPORTED);
        };
    }

    private static Seed.Enrolled ours(Yaml all, String kind, Yaml given) {
        return switch (kind) {
            case "security_key" -> securityKey(Body.of(given));
            case "phone" -> phone(Body.of(given));
            case "recovery_code" -> new Seed.Enrolled("recovery-code", Map.of("recovery_code", given.text()));
            default -> throw unknown(given, kind, OURS);
        };
    }

    private static Seed.Enrolled securityKey(Body given) {
        given.get("id")
                .filter(id -> !NAME_OF_A_KEY.matcher(id.text()).matches())
                .ifPresent(id -> {
                    throw id.wrong(
                            "must be a name of up to 64 letters, digits, dots, dashes and underscores, and not 'latest'");
                });
        Map<String, String> names = new LinkedHashMap<>(Map.of("id", "id"));
        given.get("rp_id").ifPresent(there -> names.put("rp_id", "rp_id"));
        return enrolled("webauthn-roaming", given, names);
    }

    private static Seed.Enrolled phone(Body given) {
        Map<String, String> names = new LinkedHashMap<>(Map.of("rule", "rule"));
        given.get("delay").ifPresent(there -> names.put("delay", "delay"));
        return enrolled("push-notification", given, names);
    }

    /** @param names what the file calls each particular, and what the factor does; all of them must be there, and no others */
    private static Seed.Enrolled enrolled(String factor, Body given, Map<String, String> names) {
        given.parts().forEach((name, value) -> {
            if (!names.containsKey(name)) {
                throw unknown(value, name, List.copyOf(names.keySet()));
            }
        });
        Map<String, String> particulars = new LinkedHashMap<>();
        names.forEach((name, particular) ->
                particulars.put(particular, SeedReader.required(given, name).text()));
        return new Seed.Enrolled(factor, Collections.unmodifiableMap(particulars));
    }

    private static ConfigurationError unknown(Yaml place, String name, List<String> known) {
        return place.here("unknown key '" + name + "'" + Nearest.hint(name, known) + " (known: "
                + String.join(", ", known) + ")");
    }

    /** Auth0 makes a random one; here the same person has the same on every start. */
    private static String idOf(String identifier, String strategy) {
        byte[] digest = Hash.digest("SHA-256", ("user " + identifier).getBytes(StandardCharsets.UTF_8));
        return strategy + "|" + HexFormat.of().formatHex(digest, 0, 12);
    }
}
