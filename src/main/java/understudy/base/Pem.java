package understudy.base;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Certificates and private keys as text between {@code BEGIN} and {@code END} (RFC 7468), written and read. */
public final class Pem {

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN (?<label>[A-Z0-9 ]+)-----(?<body>.*?)-----END \\k<label>-----", Pattern.DOTALL);

    private Pem() {}

    public static String of(X509Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String of(List<X509Certificate> chain) {
        return chain.stream().map(Pem::of).collect(Collectors.joining());
    }

    /** The key as PKCS#8, which every tool of today reads. */
    public static String of(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    /**
     * The certificates of a file in their order, at least one; other blocks and the text between them are passed over.
     *
     * @throws IllegalArgumentException saying in one sentence what is wrong with the file
     */
    public static List<X509Certificate> readCertificates(Path file) {
        List<X509Certificate> certificates = blocks(file).stream()
                .filter(block -> block.label.equals("CERTIFICATE"))
                .map(block -> certificate(block.decoded(file), file))
                .toList();
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(file + " holds no certificate (no 'BEGIN CERTIFICATE' in it)");
        }
        return certificates;
    }

    /**
     * The RSA or EC private key of a file.
     *
     * @throws IllegalArgumentException saying in one sentence what is wrong with the file, and the command that mends it
     */
    public static PrivateKey readPrivateKey(Path file) {
        Block found = blocks(file).stream()
                .filter(block -> block.label.endsWith("PRIVATE KEY"))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(file + " holds no private key (no 'BEGIN PRIVATE KEY' in it)"));
        if (!found.label.equals("PRIVATE KEY")) {
            throw new IllegalArgumentException(
                    "%s holds a 'BEGIN %s', and a plain 'BEGIN PRIVATE KEY' is wanted; ".formatted(file, found.label)
                            + "convert it: openssl pkcs8 -topk8 -nocrypt -in %1$s -out %1$s.pkcs8".formatted(file));
        }
        return privateKey(found.decoded(file), file);
    }

    /**
     * The RSA key of a text: a public key, or the one of a certificate.
     *
     * @throws IllegalArgumentException saying in one sentence what is wrong with the text
     */
    public static RSAPublicKey readRsaPublicKey(String text) {
        Block block = blocks(text).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("holds no 'BEGIN PUBLIC KEY'"));
        try {
            if (publicKey(block) instanceof RSAPublicKey rsa) {
                return rsa;
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("holds no RSA key, or a damaged one", e);
        }
        throw new IllegalArgumentException("holds a key that is not RSA");
    }

    private static PublicKey publicKey(Block block) throws GeneralSecurityException {
        byte[] der = Base64.getMimeDecoder().decode(block.body);
        return switch (block.label) {
            case "PUBLIC KEY" -> KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
            case "CERTIFICATE" -> certificate(der).getPublicKey();
            default ->
                throw new IllegalArgumentException(
                        "holds a '" + block.label + "', and a 'PUBLIC KEY' or a 'CERTIFICATE' is wanted");
        };
    }

    private record Block(String label, String body) {

        byte[] decoded(Path file) {
            try {
                return Base64.getMimeDecoder().decode(body);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("the '" + label + "' in " + file + " is not Base64", e);
            }
        }
    }

    private static List<Block> blocks(Path file) {
        try {
            String text =
                    Files.readString(file, StandardCharsets.ISO_8859_1); // any bytes: what is not PEM is passed over
            return blocks(text);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file, e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static List<Block> blocks(String text) {
        return BLOCK.matcher(text)
                .results()
                .map(found -> new Block(found.group(1), found.group(2)))
                .toList();
    }

    private static X509Certificate certificate(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static X509Certificate certificate(byte[] der, Path file) {
        try {
            return certificate(der);
        } catch (CertificateException e) {
            throw new IllegalArgumentException(file + " holds a damaged certificate: " + e.getMessage(), e);
        }
    }

    private static PrivateKey privateKey(byte[] pkcs8, Path file) {
        for (String algorithm : List.of("RSA", "EC")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException notThisOne) {
                // the next, or the sentence below
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalArgumentException(file + " holds a private key that is neither RSA nor EC, or is damaged");
    }

    private static String block(String label, byte[] content) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, LINES.encodeToString(content), label);
    }
}
