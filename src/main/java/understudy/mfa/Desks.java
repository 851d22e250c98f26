package understudy.mfa;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.factor.Desk;
import understudy.factor.Factor;
import understudy.tenant.Client;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/** What a factor finds in front of it when it is asked. */
final class Desks {

    private Desks() {}

    /** At the wish of a client, whose own pages may answer too. */
    static Desk of(Tenant tenant, User user, Factor<?> factor, Pass pass) {
        return of(tenant, user, factor, tenant.client(pass.proven().clientId()), Optional.of(pass.flow()));
    }

    /** At nobody's wish: a seed is taken over. */
    static Desk of(Tenant tenant, User user, Factor<?> factor) {
        return of(tenant, user, factor, Optional.empty(), Optional.empty());
    }

    private static Desk of(Tenant tenant, User user, Factor<?> factor, Optional<Client> client, Optional<String> flow) {
        String own = tenant.origin().toString();
        List<String> origins = new ArrayList<>(List.of(own));
        client.map(Client::origins).ifPresent(origins::addAll);
        return new Desk(
                tenant.world(),
                tenant.friendlyName(),
                user.account(),
                user.verifiedEmail(),
                own,
                origins,
                tenant.catalogue().factorSettings().getOrDefault(factor.kind().name(), Map.of()),
                flow);
    }
}
