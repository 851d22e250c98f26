package understudy.factor.webauthn.key;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.ECPrivateKeySpec;
import java.util.Arrays;
import java.util.Optional;
import understudy.base.Hash;
import understudy.base.World;

/**
 * One key pair of an authenticator and what it is for. Binary values are URL-safe Base64 without padding.
 *
 * @param privateKey PKCS#8
 * @param publicKey SubjectPublicKeyInfo
 * @param algorithm as it signs
 * @param userHandle whose it is; empty where it came from elsewhere without one
 * @param signCount what the last answer said
 * @param resident whether it is found without being named
 */
public record Credential(
        String id,
        String rpId,
        KeyAlgorithm algorithm,
        String privateKey,
        String publicKey,
        Optional<String> userHandle,
        Optional<String> userName,
        Optional<String> userDisplayName,
        long signCount,
        boolean resident,
        boolean backupEligible,
        boolean backupState) {

    private static final int ID_LENGTH = 16;

    /** Without the key. */
    @Override
    public String toString() {
        return "Credential[id=" + id + ", rpId=" + rpId + "]";
    }

    /** A new one, as an authenticator of those traits makes it. */
    static Credential generate(
            CreationOptions options, String rpId, KeyAlgorithm algorithm, Traits traits, World world) {
        KeyPair pair = algorithm.generate(world);
        return new Credential(
                Base64Url.of(world.bytes(ID_LENGTH)),
                rpId,
                algorithm,
                Base64Url.of(pair.getPrivate().getEncoded()),
                Base64Url.of(pair.getPublic().getEncoded()),
                Optional.of(options.userHandle()),
                Optional.of(options.userName()),
                Optional.of(options.userDisplayName()),
                0,
                traits.residentKey() && options.wantsResident(),
                traits.backupEligible(),
                traits.backupState());
    }

    /**
     * One whose private key comes from elsewhere; it counts on from there.
     *
     * @throws IllegalArgumentException when the key is not PKCS#8 of P-256, RSA or Ed25519
     */
    public static Credential of(byte[] id, String rpId, byte[] pkcs8, long signCount, boolean resident) {
        for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
            try {
                PrivateKey key = algorithm.privateKey(pkcs8);
                return new Credential(
                        Base64Url.of(id),
                        rpId,
                        algorithm,
                        Base64Url.of(pkcs8),
                        Base64Url.of(PublicHalf.of(key).getEncoded()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        signCount,
                        resident,
                        false,
                        false);
            } catch (GeneralSecurityException e) {
                // a key of another algorithm, perhaps
            }
        }
        throw new IllegalArgumentException("not a PKCS#8 private key of P-256, RSA or Ed25519");
    }

    /** The one of a key that a seed names: everything about it follows from the name, so it is nobody's secret. */
    static Credential named(String name, String rpId) {
        byte[] digest = digest("key " + name);
        BigInteger most = P256.SPEC.getOrder().subtract(BigInteger.ONE);
        BigInteger scalar = new BigInteger(1, digest).mod(most).add(BigInteger.ONE);
        try {
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(scalar, P256.SPEC));
            byte[] id = Arrays.copyOf(digest("id " + name), ID_LENGTH);
            return of(id, rpId, key.getEncoded(), 0, false);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SubjectPublicKeyInfo, as {@code java.security} reads it. */
    public byte[] spki() {
        return Base64Url.bytes(publicKey);
    }

    /** The public key as a map of COSE. */
    public byte[] coseKey() {
        return coseKey(algorithm.cose());
    }

    byte[] coseKey(long saidAlgorithm) {
        return CoseKey.of(algorithm.publicKey(spki()), saidAlgorithm);
    }

    byte[] idBytes() {
        return Base64Url.bytes(id);
    }

    byte[] sign(byte[] content, World world) {
        return algorithm.sign(content, Base64Url.bytes(privateKey), world.secureRandom());
    }

    Credential counted(long count) {
        return new Credential(
                id,
                rpId,
                algorithm,
                privateKey,
                publicKey,
                userHandle,
                userName,
                userDisplayName,
                count,
                resident,
                backupEligible,
                backupState);
    }

    /** With what is said about the person it is for. */
    public Credential ownedBy(Optional<String> handle, Optional<String> name, Optional<String> displayName) {
        return new Credential(
                id,
                rpId,
                algorithm,
                privateKey,
                publicKey,
                handle,
                name,
                displayName,
                signCount,
                resident,
                backupEligible,
                backupState);
    }

    public Credential backedUp(boolean eligible, boolean state) {
        return new Credential(
                id,
                rpId,
                algorithm,
                privateKey,
                publicKey,
                userHandle,
                userName,
                userDisplayName,
                signCount,
                resident,
                eligible,
                state);
    }

    private static byte[] digest(String text) {
        return Hash.digest("SHA-256", ("understudy security " + text).getBytes(StandardCharsets.UTF_8));
    }
}
