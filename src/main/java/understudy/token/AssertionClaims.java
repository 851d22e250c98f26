package understudy.token;

import com.nimbusds.jose.JWSObject;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import understudy.base.Json;

/**
 * What a client assertion says, nothing of it proven.
 *
 * @param jti never empty
 * @param aud the one audience it has, alone or in a list of one: more would let it serve elsewhere, too
 */
record AssertionClaims(
        Optional<String> iss,
        Optional<String> sub,
        Optional<String> aud,
        Optional<Long> exp,
        Optional<Long> nbf,
        Optional<Long> iat,
        String jti) {

    private static final int LONGEST = 16_384;
    private static final List<String> TIMES = List.of("exp", "nbf", "iat");

    /** Empty when it is no signed JWT with a {@code jti}. */
    static Optional<AssertionClaims> of(String assertion) {
        try {
            if (assertion.length() > LONGEST) {
                return Optional.empty();
            }
            Map<String, Object> claims =
                    Json.object(JWSObject.parse(assertion).getPayload().toBytes());
            boolean areTimes = TIMES.stream()
                    .allMatch(name ->
                            !claims.containsKey(name) || seconds(claims, name).isPresent());
            return text(claims, "jti")
                    .filter(jti -> areTimes && !jti.isEmpty())
                    .map(jti -> new AssertionClaims(
                            text(claims, "iss"),
                            text(claims, "sub"),
                            audience(claims.get("aud")),
                            seconds(claims, "exp"),
                            seconds(claims, "nbf"),
                            seconds(claims, "iat"),
                            jti));
        } catch (ParseException | Json.Malformed e) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(Map<String, Object> claims, String name) {
        return claims.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private static Optional<String> audience(@Nullable Object aud) {
        Object one = aud instanceof List<?> list && list.size() == 1 ? list.get(0) : aud;
        return one instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** A NumericDate may have a fraction; one too large for any date is none. */
    private static Optional<Long> seconds(Map<String, Object> claims, String name) {
        Object value = claims.get(name);
        return value instanceof Integer || value instanceof Long || value instanceof Double
                ? Optional.of(((Number) value).longValue())
                : Optional.empty();
    }
}
