package understudy.factor;

import java.util.Map;
import java.util.Optional;

/**
 * What an enrolment is asked to use: the {@code phone_number} or {@code email} of a request, the {@code secret} or
 * {@code recovery_code} a seed brings. Each factor documents the names it reads; others are none of its business.
 */
public record Particulars(Map<String, String> values) {

    public Particulars {
        values = Map.copyOf(values);
    }

    public static Particulars none() {
        return new Particulars(Map.of());
    }

    /** The names only: some values are secret. */
    @Override
    public String toString() {
        return "Particulars" + values.keySet();
    }

    public Optional<String> optional(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
