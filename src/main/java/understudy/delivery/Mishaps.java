package understudy.delivery;

import java.util.Optional;
import understudy.tenant.Tenant;

/** What happens to letters before a carrier has them: with the lab on, what a test wants to; otherwise nothing does. */
@FunctionalInterface
public interface Mishaps {

    Mishaps NONE = (tenant, letter) -> Optional.empty();

    /** @return what whoever sent it is told, where the carriers are not to have it; mostly empty */
    Optional<Delivered> befall(Tenant tenant, Letter letter);
}
