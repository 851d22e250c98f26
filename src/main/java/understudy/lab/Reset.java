package understudy.lab;

import understudy.tenant.Tenant;

/** Wipes a tenant and replays its seed; its keys stay. */
@FunctionalInterface
public interface Reset {

    void reset(Tenant tenant);
}
