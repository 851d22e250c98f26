package understudy.tenant;

import java.util.Optional;

/**
 * Who is refused as if they had been wrong too often, whatever has been counted: with the lab on, whoever a test wants to see locked
 * out; otherwise nobody. It is asked before an attempt is counted, outside any database transaction.
 */
public interface Lockouts {

    Lockouts NOBODY = (tenant, userId, factor) -> false;

    /**
     * @param userId empty where there is no such person
     * @param factor of the answer that is given; empty for a password
     */
    boolean locksOut(Tenant tenant, Optional<String> userId, Optional<String> factor);
}
