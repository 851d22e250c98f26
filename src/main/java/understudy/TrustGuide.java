package understudy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import understudy.base.Json;
import understudy.base.Pem;

/** What the subcommand {@code trust} hands out: how each runtime comes to trust the local authority, and files for it. */
public final class TrustGuide {

    /** The password of the trust store: the JDK's own default, for a store that holds nothing secret. */
    public static final String TRUST_STORE_PASSWORD = "changeit";

    private final Path caFile;
    private final int httpsPort;

    public TrustGuide(Path caFile, int httpsPort) {
        this.caFile = caFile.toAbsolutePath();
        this.httpsPort = httpsPort;
    }

    /** The whole guide, every command ready to be pasted into a shell. */
    public String text() {
        return TEXT.replace("${ca}", quoted(caFile))
                .replace("${literal}", Json.text(caFile.toString())) // a JSON string is one in Python too
                .replace("${state}", quoted(caFile.resolveSibling("")))
                .replace("${p12}", quoted(caFile.resolveSibling("ca.p12")))
                .replace("${password}", TRUST_STORE_PASSWORD)
                .replace("${port}", Integer.toString(httpsPort));
    }

    /** Writes the authority's certificate, and never its key, as PEM. */
    public void writePem(Path target) {
        try {
            Files.writeString(target, Pem.of(ca()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + target + ": " + e.getMessage(), e);
        }
    }

    /** Writes a PKCS#12 trust store with this one authority, for {@code -Djavax.net.ssl.trustStore}. */
    public void writeTrustStore(Path target) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("understudy", ca());
            try (OutputStream out = Files.newOutputStream(target)) {
                store.store(out, TRUST_STORE_PASSWORD.toCharArray());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + target + ": " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate ca() {
        return Pem.readCertificates(caFile).get(0);
    }

    /** As a POSIX shell takes it: a path of plain characters stays as it is. */
    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9_@%+=:,./~-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private static final String TEXT = """
            The local certificate authority: ${ca}

            Trust it where your tests run. Each command works in a POSIX shell; in PowerShell write $env:NAME = 'value' for
            export NAME=value. Environment variables are read once, when a process starts.

            curl
              curl --cacert ${ca} https://localhost:${port}/readyz

            Node (every SDK built on fetch, undici or https; Next.js and Express too; a .env file is read too late)
              export NODE_EXTRA_CA_CERTS=${ca}

            JVM (auth0-java, OkHttp, Spring): a trust store that holds this authority only
              java -jar understudy.jar trust --state ${state} --p12 ${p12}
              java -Djavax.net.ssl.trustStore=${p12} -Djavax.net.ssl.trustStorePassword=${password} -jar your-app.jar
            or, if the JVM must go on trusting the public authorities, into the JDK's own store
              keytool -importcert -noprompt -cacerts -storepass changeit -alias understudy -file ${ca}

            Python requests (authentication side of auth0-python)
              export REQUESTS_CA_BUNDLE=${ca}

            Python httpx (ManagementClient of auth0-python, its own token request included)
              export SSL_CERT_FILE=${ca}

            PyJWT's PyJWKClient: SSL_CERT_FILE as above, or in code
              PyJWKClient(url, ssl_context=ssl.create_default_context(cafile=${literal}))

            Go (go-auth0, auth0-cli) on Linux; on macOS and Windows Go asks the system, see the end
              export SSL_CERT_FILE=${ca}

            Playwright (Chromium, Firefox and WebKit; WebAuthn works as well), in playwright.config
              use: { baseURL: 'https://localhost:${port}', ignoreHTTPSErrors: true }

            Cypress: nothing to do, its proxy accepts any certificate; tasks in cypress.config run in Node, see there

            Android emulator: the host is https://10.0.2.2:${port}
              mkdir -p app/src/debug/res/raw app/src/debug/res/xml
              cp ${ca} app/src/debug/res/raw/understudy_ca.pem
            in app/src/debug/res/xml/network_security_config.xml
              <network-security-config>
                <debug-overrides>
                  <trust-anchors><certificates src="@raw/understudy_ca"/></trust-anchors>
                </debug-overrides>
              </network-security-config>
            and in the manifest
              <application android:networkSecurityConfig="@xml/network_security_config" ...>
            For web login Chrome must trust it too
              adb push ${ca} /sdcard/Download/understudy-ca.crt
            then on the device: Settings, search "CA certificate", install understudy-ca.crt

            iOS simulator
              xcrun simctl keychain booted add-root-cert ${ca}

            A whole machine, for your own browser or for Go on macOS and Windows. Think first: whoever can read the key
            beside the certificate can then pass as any site to you.
              macOS    security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db ${ca}
              Debian   sudo install -m 644 ${ca} /usr/local/share/ca-certificates/understudy.crt
                       sudo update-ca-certificates
              Windows  certutil -user -addstore Root ${ca}

            SSL_CERT_FILE, REQUESTS_CA_BUNDLE and the JVM's trust store replace the public authorities for that process;
            NODE_EXTRA_CA_CERTS adds to them.
            """;
}
