package understudy.login;

import java.util.List;

/**
 * One thing that can be chosen on a page of choices.
 *
 * @param name what its button sends: a factor's name, or that of several which people see as one
 * @param factors the factors it stands for
 */
record Option(String name, List<String> factors) {

    static Option of(String factor) {
        return new Option(factor, List.of(factor));
    }

    boolean isFor(String chosen) {
        return name.equals(chosen) || factors.contains(chosen);
    }
}
