package understudy.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import understudy.base.Hash;
import understudy.base.Json;
import understudy.base.World;

/** One RSA key: it signs JWTs (RS256) and describes itself for the JWKS (RFC 7517, authentication-api.md §12). */
public final class SigningKey {

    private static final int KID_LENGTH = 21;

    private final String kid;
    private final PrivateKey privateKey;
    private final X509Certificate certificate;
    private final JWSSigner signer;
    private final JWSHeader header;

    SigningKey(PrivateKey privateKey, X509Certificate certificate) {
        this(
                base64(Hash.digest("SHA-256", certificate.getPublicKey().getEncoded()))
                        .substring(0, KID_LENGTH),
                privateKey,
                certificate);
    }

    private SigningKey(String kid, PrivateKey privateKey, X509Certificate certificate) {
        this.kid = kid;
        this.privateKey = privateKey;
        this.certificate = certificate;
        this.signer = new RSASSASigner(privateKey);
        this.header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(JOSEObjectType.JWT)
                .keyID(kid)
                .build();
    }

    public String kid() {
        return kid;
    }

    /** The same key under another id. What it signs names that id, so whoever knows it by another takes it for a stranger. */
    SigningKey called(String other) {
        return new SigningKey(other, privateKey, certificate);
    }

    /** An id of no key yet, in the shape of all others. */
    static String freshKid(World world) {
        return world.token(KID_LENGTH).substring(0, KID_LENGTH);
    }

    PrivateKey privateKey() {
        return privateKey;
    }

    X509Certificate certificate() {
        return certificate;
    }

    RSAPublicKey publicKey() {
        return (RSAPublicKey) certificate.getPublicKey();
    }

    /** The claims as a compact JWS. */
    String sign(Map<String, Object> claims) {
        JWSObject jwt = new JWSObject(header, new Payload(Json.bytes(claims)));
        try {
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("signing key " + kid + " does not sign", e);
        }
        return jwt.serialize();
    }

    Map<String, Object> jwk() {
        Map<String, Object> jwk = new LinkedHashMap<>();
        jwk.put("kty", "RSA");
        jwk.put("use", "sig");
        jwk.put("n", base64(unsigned(publicKey().getModulus().toByteArray())));
        jwk.put("e", base64(unsigned(publicKey().getPublicExponent().toByteArray())));
        jwk.put("kid", kid);
        jwk.put("x5t", base64(Hash.digest("SHA-1", der())));
        jwk.put("x5c", List.of(Base64.getEncoder().encodeToString(der())));
        jwk.put("alg", "RS256");
        return jwk;
    }

    byte[] der() {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] unsigned(byte[] twosComplement) {
        return twosComplement[0] == 0 ? Arrays.copyOfRange(twosComplement, 1, twosComplement.length) : twosComplement;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
