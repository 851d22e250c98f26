package understudy;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import understudy.base.World;
import understudy.http.LocalAuthority;
import understudy.tenant.Tenants;

/**
 * The product as an object: a running server that plays an Auth0 tenant's multi-factor authentication.
 *
 * <pre>{@code
 * try (Understudy understudy = Understudy.builder().set("policy", "always").start()) {
 *     AuthAPI auth = AuthAPI.newBuilder(understudy.url().toString(), "demo-backend", "demo-backend-secret").build();
 * }
 * }</pre>
 */
public final class Understudy implements AutoCloseable {

    private final Settings settings;
    private final Wiring wiring;

    private Understudy(Settings settings, World world) {
        this.settings = settings;
        this.wiring = new Wiring(settings, world);
    }

    /** Starts a server on any free ports, in memory, with the demo tenant, unless told otherwise. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts a server with these settings; it answers when this returns. */
    static Understudy start(Settings settings, World world) {
        return new Understudy(settings, world);
    }

    /** Collects settings by their names. */
    public static final class Builder {

        private final Map<String, String> flags = new LinkedHashMap<>(Map.of("port", "0", "https-port", "0"));
        private World world = World.real();

        private Builder() {}

        /** A setting by the name of its flag without dashes, as in {@code set("policy", "always")}. */
        public Builder set(String name, String value) {
            flags.put(name, value);
            return this;
        }

        /** Another time and chance than the machine's. */
        public Builder world(World other) {
            world = other;
            return this;
        }

        /** Starts the server; it answers when this returns. */
        public Understudy start() {
            return new Understudy(Settings.of(flags), world);
        }
    }

    /** The plain origin, such as {@code http://localhost:4600}, without a trailing slash. */
    public URI url() {
        return origin("http", wiring.port());
    }

    /** The TLS origin. */
    public URI httpsUrl() {
        return origin("https", wiring.httpsPort());
    }

    /** The certificate of the local CA, as PEM; empty when certificates were given. */
    public Optional<Path> ca() {
        return wiring.authority().map(LocalAuthority::caFile);
    }

    /** Where the lab answers; empty when it is off. */
    public Optional<URI> lab() {
        return settings.lab() ? Optional.of(URI.create(url() + "/lab")) : Optional.empty();
    }

    ReadyLine ready() {
        return new ReadyLine(
                url().toString(),
                httpsUrl().toString(),
                ca().map(Path::toString),
                Tenants.DEFAULT,
                lab().map(page -> httpsUrl() + "/lab"));
    }

    @Override
    public void close() {
        wiring.close();
    }

    private static URI origin(String scheme, int port) {
        return URI.create(scheme + "://localhost:" + port);
    }
}
