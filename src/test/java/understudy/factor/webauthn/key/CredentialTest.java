package understudy.factor.webauthn.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.base.World;

/** Keys that come from elsewhere, and the public halves that come with none of them. */
@Tag("once")
class CredentialTest {

    private static final byte[] ID = {1, 2, 3};

    private final World world = World.real();

    @Test
    void the_public_point_is_that_of_rfc_6979_a_2_5() {
        String key = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
        String point = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
        Credential imported = imported("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420" + key);
        assertTrue(hex(imported.spki()).endsWith("04" + point), hex(imported.spki()));
    }

    @Test
    void the_public_key_is_that_of_rfc_8032_7_1() {
        String key = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
        String point = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        Credential imported = imported("302e020100300506032b657004220420" + key);
        assertTrue(hex(imported.spki()).endsWith(point), hex(imported.spki()));
    }

    @ParameterizedTest
    @EnumSource
    void a_key_from_elsewhere_signs_as_it_did_there(KeyAlgorithm algorithm) throws GeneralSecurityException {
        KeyPair pair = algorithm.generate(world);
        Credential imported = Credential.of(ID, "localhost", pair.getPrivate().getEncoded(), 7, true);
        assertEquals(algorithm, imported.algorithm());
        assertEquals(pair.getPublic(), algorithm.publicKey(imported.spki()));
        assertTrue(isSigned(pair.getPublic(), imported));
    }

    @Test
    void a_key_that_a_name_makes_signs() throws GeneralSecurityException {
        Credential named = Credential.named("dave-key", "localhost");
        assertTrue(isSigned(KeyAlgorithm.ES256.publicKey(named.spki()), named));
    }

    @Test
    void a_key_on_another_curve_is_none() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"), world.secureRandom());
        byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
        assertThrows(IllegalArgumentException.class, () -> Credential.of(ID, "localhost", key, 0, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "3041", "nothing of the kind"})
    void what_is_no_key_is_none(String text) {
        assertThrows(
                IllegalArgumentException.class,
                () -> Credential.of(ID, "localhost", text.getBytes(StandardCharsets.UTF_8), 0, false));
    }

    private boolean isSigned(PublicKey key, Credential by) throws GeneralSecurityException {
        byte[] content = {4, 5, 6};
        String name = switch (by.algorithm()) {
            case ES256 -> "SHA256withECDSA";
            case EDDSA -> "Ed25519";
            case RS256 -> "SHA256withRSA";
        };
        Signature signature = Signature.getInstance(name);
        signature.initVerify(key);
        signature.update(content);
        return signature.verify(by.sign(content, world));
    }

    private static Credential imported(String pkcs8) {
        return Credential.of(ID, "localhost", HexFormat.of().parseHex(pkcs8), 0, false);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
