package understudy.lab;

import java.util.Optional;
import understudy.base.Yaml;
import understudy.tenant.Beginning;

/** How the house puts a further tenant on stage. */
@FunctionalInterface
public interface Stage {

    /**
     * Reads a seed and does all that takes time.
     *
     * @param seed of that tenant's own; empty: the server's
     * @throws understudy.base.ConfigurationError when it cannot be used
     */
    Beginning prepare(Optional<Yaml> seed);
}
