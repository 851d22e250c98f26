package understudy.factor;

import java.util.Set;

/**
 * Factors that people see as one: an SMS and a call go to the same telephone. One of them is chosen on pages of its own.
 *
 * @param name what is chosen instead of one of them ({@code phone})
 * @param members the factors, by the names on their cards
 * @param screens where it is asked which of them; never where one is answered
 */
public record Together(String name, Set<String> members, Screens screens) {

    public Together {
        members = Set.copyOf(members);
    }
}
