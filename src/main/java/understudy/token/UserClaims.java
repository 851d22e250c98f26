package understudy.token;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import understudy.base.Hash;
import understudy.tenant.User;

/** What the granted scopes let an application know of a person: the same in the ID token and at userinfo. */
public final class UserClaims {

    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final Map<String, List<String>> CLAIMS_OF = Map.of(
            "profile",
                    List.of(
                            "nickname",
                            "name",
                            "picture",
                            "updated_at",
                            "given_name",
                            "family_name",
                            "middle_name",
                            "preferred_username",
                            "website",
                            "gender",
                            "birthdate",
                            "zoneinfo",
                            "locale"),
            "email", List.of("email", "email_verified"),
            "phone", List.of("phone_number", "phone_number_verified"),
            "address", List.of("address"));

    /** Scopes that are a claim's own name (discovery's {@code scopes_supported}). */
    private static final Set<String> SINGLE =
            Set.of("name", "given_name", "family_name", "nickname", "email_verified", "picture", "created_at");

    private UserClaims() {}

    /** Whether {@code scope} asks for claims about the person; such scopes are granted for the asking. */
    public static boolean isScope(String scope) {
        return CLAIMS_OF.containsKey(scope) || SINGLE.contains(scope);
    }

    public static Map<String, Object> of(User user, List<String> scope) {
        Map<String, Object> all = complete(user);
        Map<String, Object> claims = new LinkedHashMap<>();
        for (String granted : scope) {
            List<String> names =
                    SINGLE.contains(granted) ? List.of(granted) : CLAIMS_OF.getOrDefault(granted, List.of());
            for (String name : names) {
                if (all.get(name) != null) {
                    claims.put(name, all.get(name));
                }
            }
        }
        return claims;
    }

    /** The profile with what Auth0 makes up when nobody gave it. */
    private static Map<String, Object> complete(User user) {
        Map<String, Object> all = new LinkedHashMap<>(user.profile());
        String account = user.account();
        int at = account.indexOf('@');
        all.putIfAbsent("nickname", at > 0 ? account.substring(0, at) : account);
        all.putIfAbsent("name", account);
        all.putIfAbsent("picture", gravatar(account));
        all.put("updated_at", millis(user.updatedAt()));
        all.put("created_at", millis(user.createdAt()));
        if (user.email().isPresent()) {
            all.putIfAbsent("email_verified", false);
        }
        return all;
    }

    private static String millis(Instant instant) {
        return MILLIS.format(instant);
    }

    private static String gravatar(String account) {
        byte[] md5 = Hash.digest("MD5", account.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        return "https://s.gravatar.com/avatar/" + HexFormat.of().formatHex(md5) + "?s=480&r=pg&d=retro";
    }
}
