package understudy.factor.push;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import understudy.base.World;

/**
 * A phone with the authenticator's app on it, built of nothing but its key: it says what the app would send, and leaves the sending to
 * others (management-api.md §3).
 *
 * @param identifier what it calls itself
 * @param name what its owner calls it
 */
public record Phone(PhoneKey key, String identifier, String name) {

    private static final Duration ANSWER = Duration.ofSeconds(30); // §3.4
    private static final Duration BEARER = Duration.ofHours(2); // §3.5

    /** A QR code that is none of ours. */
    public static final class Unreadable extends RuntimeException {
        Unreadable(String why) {
            super(why);
        }
    }

    /**
     * What a QR code says to the app (§3.1).
     *
     * @param ticket the {@code enrollment_tx_id}
     * @param baseUrl where the app enrols
     */
    public record Code(String ticket, String baseUrl) {

        /** @throws Unreadable when it is not an {@code otpauth://totp} URI with both */
        public static Code read(String uri) {
            URI code;
            try {
                code = URI.create(uri);
            } catch (IllegalArgumentException e) {
                throw new Unreadable("it is not a URI");
            }
            if (!"otpauth".equals(code.getScheme()) || !"totp".equals(code.getAuthority())) {
                throw new Unreadable("it does not begin with otpauth://totp/");
            }
            Map<String, String> parameters = parameters(code);
            return new Code(
                    Optional.ofNullable(parameters.get("enrollment_tx_id"))
                            .orElseThrow(() -> new Unreadable("it has no enrollment_tx_id")),
                    Optional.ofNullable(parameters.get("base_url"))
                            .orElseThrow(() -> new Unreadable("it has no base_url")));
        }

        private static Map<String, String> parameters(URI code) {
            Map<String, String> parameters = new LinkedHashMap<>();
            Arrays.stream(Optional.ofNullable(code.getRawQuery()).orElse("").split("&"))
                    .map(pair -> pair.split("=", 2))
                    .filter(pair -> pair.length == 2)
                    .forEach(pair -> parameters.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
            return parameters;
        }
    }

    /** The body of {@code POST …/api/enroll}. */
    public Map<String, Object> enrolment() {
        Map<String, Object> credentials = new LinkedHashMap<>();
        credentials.put("service", "GCM");
        credentials.put("token", "virtual-" + identifier);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("identifier", identifier);
        body.put("name", name);
        body.put("push_credentials", credentials);
        body.put("public_key", key.publicKey().jwk());
        return body;
    }

    /**
     * The {@code challenge_response} for {@code POST …/api/resolve-transaction}.
     *
     * @param challenge the notification's {@code c}
     * @param url that is called
     */
    public String response(String challenge, boolean accepted, String url, World world) {
        Map<String, Object> claims = claims(challenge, url, ANSWER, world);
        claims.put("auth0_guardian_method", "push");
        claims.put("auth0_guardian_accepted", accepted);
        return key.sign(claims, world);
    }

    /** A bearer token for its account, which it signs by itself. */
    public String bearer(String userId, String baseUrl, World world) {
        return key.sign(claims(userId, baseUrl + "/api/device-accounts", BEARER, world), world);
    }

    private Map<String, Object> claims(String subject, String audience, Duration life, World world) {
        long now = world.instant().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iat", now);
        claims.put("exp", now + life.toSeconds());
        claims.put("aud", audience);
        claims.put("iss", identifier);
        claims.put("sub", subject);
        return claims;
    }
}
