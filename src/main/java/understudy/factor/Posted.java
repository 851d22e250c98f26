package understudy.factor;

import java.util.Map;
import java.util.Optional;

/**
 * What came back from a page.
 *
 * @param action the button pressed; {@code default} where none was named
 * @param fields every field of the form, as it came
 * @param shown what the page showed, by the names its template uses
 * @param handle the factor's own name for the challenge that this page shows
 */
public record Posted(String action, Map<String, String> fields, Map<String, String> shown, Optional<String> handle) {

    public Posted {
        fields = Map.copyOf(fields);
        shown = Map.copyOf(shown);
    }

    /** What was typed into a field; empty when nothing was. */
    public String typed(String field) {
        return fields.getOrDefault(field, "");
    }

    /** Any value but "false" ticks a box (universal-login.md §7). */
    public boolean isTicked(String field) {
        return !typed(field).isEmpty() && !typed(field).equals("false");
    }

    /** The names only: some fields are secret. */
    @Override
    public String toString() {
        return "Posted[action=" + action + ", fields=" + fields.keySet() + "]";
    }
}
