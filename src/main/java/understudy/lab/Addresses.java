package understudy.lab;

import understudy.http.Doors;
import understudy.http.Origin;
import understudy.tenant.Domains;
import understudy.tenant.Tenants.Made;

/** Where a tenant is to be asked: at ports of its own under whatever name this machine has, or at the server's by its name. */
record Addresses(Origin http, Origin https) {

    static Addresses of(Made tenant, Origin asked, Doors doors) {
        String here = asked.name().endsWith(".localhost") ? "localhost" : asked.name();
        return doors.of(tenant.number())
                .map(own -> new Addresses(origin("http", here, own.port()), origin("https", here, own.tlsPort())))
                .orElseGet(() -> shared(Domains.below(tenant.name()), asked, doors));
    }

    /** Where somebody forwards to us from another port, that is the one to be asked. */
    private static Addresses shared(String name, Origin asked, Doors doors) {
        Doors.Pair own = doors.own();
        String port = asked.host().substring(asked.name().length());
        boolean wasOwn = !doors.isDoor(asked.door());
        Origin seen = new Origin(asked.scheme(), name + port);
        return new Addresses(
                wasOwn && asked.scheme().equals("http") ? seen : origin("http", name, own.port()),
                wasOwn && asked.scheme().equals("https") ? seen : origin("https", name, own.tlsPort()));
    }

    private static Origin origin(String scheme, String name, int port) {
        boolean usual = port == (scheme.equals("https") ? 443 : 80);
        return new Origin(scheme, usual ? name : name + ":" + port);
    }
}
