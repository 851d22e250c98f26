package understudy;

import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import understudy.base.Json;
import understudy.base.World;
import understudy.factor.webauthn.key.KeyAlgorithm;
import understudy.factor.webauthn.key.Misbehaviour;
import understudy.factor.webauthn.key.Traits;
import understudy.factor.webauthn.key.Transport;
import understudy.factor.webauthn.key.VirtualAuthenticator;

/** The device somebody keeps passkeys in, asked by a page of one origin. */
public final class TestPhone {

    /** A device that recognises its owner and counts its signatures; what is made on it stays there. */
    public static final Traits PHONE = traits(KeyAlgorithm.ES256, true, false);

    private final String origin;
    private VirtualAuthenticator device;

    public TestPhone(Traits traits, String origin) {
        this.device = VirtualAuthenticator.of(traits);
        this.origin = origin;
    }

    public static Traits traits(KeyAlgorithm algorithm, boolean verifiesUser, boolean isCopied) {
        return new Traits(
                Transport.INTERNAL,
                verifiesUser,
                true,
                algorithm,
                isCopied,
                isCopied,
                !isCopied,
                Traits.USUAL.aaguid());
    }

    /** {@code navigator.credentials.create}, answered as {@code toJSON()} has it. */
    public Map<String, Object> create(Object options) {
        return used(device.create(Json.text(options), origin, World.real()));
    }

    /** {@code navigator.credentials.get}. */
    public Map<String, Object> get(Object options) {
        return used(device.get(Json.text(options), origin, World.real()));
    }

    /** The same by a device without chance: each makes the same credential, whoever it is for. */
    public Map<String, Object> createTheSame(Object options) {
        World dull = new World(InstantSource.system(), new Random(0));
        return used(device.create(Json.text(options), origin, dull));
    }

    /** What goes wrong, in the words of the lab. */
    public static Misbehaviour wrong(String how, String value) {
        return Json.convert(Map.of(how, value), Misbehaviour.class);
    }

    public TestPhone misbehaving(Misbehaviour wrong) {
        device = device.with(wrong);
        return this;
    }

    /** The same device, or a copy of all that is in it, before a page of another origin. */
    public TestPhone at(String otherOrigin) {
        TestPhone other = new TestPhone(PHONE, otherOrigin);
        other.device = device;
        return other;
    }

    private Map<String, Object> used(VirtualAuthenticator.Used used) {
        device = used.next();
        return used.response();
    }
}
