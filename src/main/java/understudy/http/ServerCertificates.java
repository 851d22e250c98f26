package understudy.http;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.base.CertifiedKey;

/**
 * Which certificate a client is shown: the server's usual one, or one for exactly the name it asks for (SNI, RFC 6066 §3), made when
 * that is first asked for. So a name that comes while the server runs needs no restart, on whichever node it is asked for.
 */
public final class ServerCertificates {

    private static final Logger LOG = LoggerFactory.getLogger(ServerCertificates.class);
    private static final int MOST = 1_000; // whoever chooses the name must not fill the memory

    private final KeyStore usual;
    private final Function<String, Optional<CertifiedKey>> further;
    private final Map<String, CertifiedKey> made = new ConcurrentHashMap<>();

    private ServerCertificates(KeyStore usual, Function<String, Optional<CertifiedKey>> further) {
        this.usual = usual;
        this.further = further;
    }

    /** One certificate for whatever is asked. */
    public static ServerCertificates of(CertifiedKey one) {
        return new ServerCertificates(one.keyStore(), name -> Optional.empty());
    }

    /** @param further the certificate of a name that is not the usual one's; empty when the usual one is to be shown after all */
    static ServerCertificates of(CertifiedKey usual, Function<String, Optional<CertifiedKey>> further) {
        return new ServerCertificates(usual.keyStore(), further);
    }

    /** What a TLS connector shakes hands with. It asks clients for no certificate, so it trusts nobody. */
    SSLContext context() {
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(usual, CertifiedKey.PASSWORD.toCharArray());
            X509ExtendedKeyManager usually = Arrays.stream(factory.getKeyManagers())
                    .filter(X509ExtendedKeyManager.class::isInstance)
                    .map(X509ExtendedKeyManager.class::cast)
                    .findFirst()
                    .orElseThrow();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new ByName(usually)}, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<CertifiedKey> of(String name) {
        CertifiedKey before = made.get(name);
        if (before != null) {
            return Optional.of(before);
        }
        Optional<CertifiedKey> fresh = further.apply(name);
        fresh.ifPresent(one -> {
            if (made.size() >= MOST) {
                made.clear();
            }
            made.put(name, one);
        });
        return fresh;
    }

    /** Asked by the TLS engine in each handshake. */
    private final class ByName extends X509ExtendedKeyManager {

        private static final String OURS = "name/";

        private final X509ExtendedKeyManager usually;

        ByName(X509ExtendedKeyManager usually) {
            this.usually = usually;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return Optional.ofNullable(engine)
                    .flatMap(ByName::askedName)
                    .filter(name -> own(name)
                            .filter(one -> one.key().getAlgorithm().equals(keyType))
                            .isPresent())
                    .map(name -> OURS + name)
                    .orElseGet(() -> usually.chooseEngineServerAlias(keyType, issuers, engine));
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
            return ours(alias).map(CertifiedKey::key).orElseGet(() -> usually.getPrivateKey(alias));
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
            return ours(alias)
                    .map(one -> one.chain().toArray(X509Certificate[]::new))
                    .orElseGet(() -> usually.getCertificateChain(alias));
        }

        private Optional<CertifiedKey> ours(@Nullable String alias) {
            return Optional.ofNullable(alias)
                    .filter(text -> text.startsWith(OURS))
                    .flatMap(text -> own(text.substring(OURS.length())));
        }

        /** A database that does not answer, say, is no reason to refuse a handshake. */
        private Optional<CertifiedKey> own(String name) {
            try {
                return of(name);
            } catch (RuntimeException e) {
                LOG.warn("no certificate for {}: {}", name, e.getMessage());
                return Optional.empty();
            }
        }

        private static Optional<String> askedName(SSLEngine engine) {
            return engine.getHandshakeSession() instanceof ExtendedSSLSession session
                    ? session.getRequestedServerNames().stream()
                            .filter(SNIHostName.class::isInstance)
                            .map(name -> ((SNIHostName) name).getAsciiName().toLowerCase(Locale.ROOT))
                            .findFirst()
                    : Optional.empty();
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return usually.chooseServerAlias(keyType, issuers, socket);
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return usually.getServerAliases(keyType, issuers);
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }
    }
}
