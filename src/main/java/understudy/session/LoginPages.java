package understudy.session;

import java.util.Optional;
import understudy.tenant.Tenant;

/** Universal Login, as {@code /authorize} sees it: where somebody is sent who has more to prove. */
public interface LoginPages {

    /** @return the page to sign in on, relative to the tenant's root */
    String firstFactor(Tenant tenant, Login login);

    /**
     * Goes on with the second factor: what must be opened for it is opened here.
     *
     * @return the page to answer on, or to see something on, relative to the tenant's root; empty when the login is over
     */
    Optional<String> secondFactor(Tenant tenant, Logins.Found found);

    /**
     * Goes on to a new password, by way of a second factor if one is asked for.
     *
     * @return the page, relative to the tenant's root; empty when the way is over
     */
    Optional<String> reset(Tenant tenant, Logins.Found found);
}
