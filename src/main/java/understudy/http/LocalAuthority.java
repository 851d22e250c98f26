package understudy.http;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import understudy.base.Certificates;
import understudy.base.CertifiedKey;
import understudy.base.Pem;
import understudy.base.StateFolder;
import understudy.base.SubjectName;
import understudy.base.World;

/**
 * The certificate authority of one state folder, and the server certificate it signs. People teach their runtimes to trust
 * it, so it is kept as long as it lasts; the server certificate is made anew whenever that is simpler than mending it.
 */
public final class LocalAuthority {

    /** This machine as its own programs, an Android emulator and a container see it, and names for a hosts file. */
    private static final List<String> OWN_NAMES = List.of(
            "localhost", "127.0.0.1", "::1", "10.0.2.2", "host.docker.internal", "tenant.auth0.test", "*.auth0.test");

    /** What ends sooner than this is replaced at a start, so that it does not end in the middle of a long run. */
    private static final Duration RENEWAL = Duration.ofDays(30);

    private static final String LOCK = "certificates.lock";

    private final StateFolder state;
    private final World world;
    private final CertifiedKey authority;

    private LocalAuthority(StateFolder state, World world) {
        this.state = state;
        this.world = world;
        this.authority = state.exclusively(LOCK, () -> keptAuthority().orElseGet(this::makeAuthority));
    }

    /**
     * The authority of that folder, made now if there is none that lasts.
     *
     * @throws IllegalArgumentException when the files are there and damaged: somebody may trust what they were
     */
    public static LocalAuthority in(StateFolder state, World world) {
        return new LocalAuthority(state, world);
    }

    /** The certificate to trust, as PEM. */
    public Path caFile() {
        return state.path("ca.pem");
    }

    public X509Certificate ca() {
        return authority.certificate();
    }

    /**
     * A server's key and certificate for this machine's usual names and {@code extraNames}: the kept one when it will do.
     * {@link CertifiedKey#PASSWORD} opens the store and its entry.
     *
     * @throws IllegalArgumentException when one of the names is neither a host name nor an address
     */
    public KeyStore leafFor(Collection<String> extraNames) {
        return certifiedLeaf(extraNames).keyStore();
    }

    /**
     * The same leaf, and for a name it does not bear one that bears exactly that, with the same key: many clients take no
     * {@code *.localhost} (Node), and the names of tenants come while the server runs.
     *
     * @param isOurs whether a name that a client asks for is one of this server's
     */
    public ServerCertificates certificatesFor(Collection<String> extraNames, Predicate<String> isOurs) {
        CertifiedKey leaf = certifiedLeaf(extraNames);
        Set<SubjectName> names = SubjectName.in(leaf.certificate());
        return ServerCertificates.of(
                leaf,
                name -> names.contains(SubjectName.of(name)) || !isOurs.test(name)
                        ? Optional.empty()
                        : Optional.of(
                                issue(leaf.certificate().getPublicKey(), leaf.key(), SubjectName.of(List.of(name)))));
    }

    private CertifiedKey certifiedLeaf(Collection<String> extraNames) {
        Set<SubjectName> names = SubjectName.of(OWN_NAMES);
        names.addAll(SubjectName.of(extraNames));
        return state.exclusively(
                LOCK, () -> keptLeaf().filter(leaf -> serves(leaf, names)).orElseGet(() -> makeLeaf(names)));
    }

    private Optional<CertifiedKey> keptAuthority() {
        Path keyFile = state.path("ca-key.pem");
        if (!Files.exists(caFile()) || !Files.exists(keyFile)) {
            return Optional.empty();
        }
        try {
            // The date first: a renewal that died half-way leaves an old certificate beside a new key.
            return lasts(Pem.readCertificates(caFile()).get(0))
                    ? Optional.of(CertifiedKey.read(caFile(), keyFile))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + "; remove ca.pem and ca-key.pem for a new authority, which must be trusted anew",
                    e);
        }
    }

    private CertifiedKey makeAuthority() {
        KeyPair keys = newKeys();
        String name = "Understudy local CA " + world.letters("abcdefghjkmnpqrstuvwxyz23456789", 6);
        return keep("ca", new CertifiedKey(List.of(Certificates.authority(keys, name, world)), keys.getPrivate()));
    }

    private Optional<CertifiedKey> keptLeaf() {
        try {
            return Optional.of(CertifiedKey.read(state.path("leaf.pem"), state.path("leaf-key.pem")));
        } catch (IllegalArgumentException missingOrDamaged) {
            return Optional.empty();
        }
    }

    private boolean serves(CertifiedKey leaf, Set<SubjectName> names) {
        return lasts(leaf.certificate())
                && !leaf.certificate().getNotBefore().toInstant().isAfter(world.instant())
                && isOurs(leaf)
                && SubjectName.in(leaf.certificate()).containsAll(names);
    }

    private CertifiedKey makeLeaf(Set<SubjectName> names) {
        KeyPair keys = newKeys();
        return keep("leaf", issue(keys.getPublic(), keys.getPrivate(), names));
    }

    private CertifiedKey issue(PublicKey publicKey, PrivateKey privateKey, Set<SubjectName> names) {
        X509Certificate leaf = Certificates.issue(authority, publicKey, "Understudy", names, world);
        return new CertifiedKey(List.of(leaf, ca()), privateKey);
    }

    /** The certificate last: without it the key of a maker that died half-way counts for nothing. */
    private CertifiedKey keep(String name, CertifiedKey made) {
        state.replace(name + "-key.pem", Pem.of(made.key()).getBytes(StandardCharsets.US_ASCII));
        state.replace(name + ".pem", Pem.of(made.chain()).getBytes(StandardCharsets.US_ASCII));
        return made;
    }

    private boolean lasts(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant().isAfter(world.instant().plus(RENEWAL));
    }

    private boolean isOurs(CertifiedKey leaf) {
        try {
            leaf.certificate().verify(ca().getPublicKey());
            return leaf.chain().equals(List.of(leaf.certificate(), ca()));
        } catch (GeneralSecurityException signedByAnother) {
            return false;
        }
    }

    private KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), world.secureRandom());
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
