package understudy.factor.webauthn;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import understudy.base.Json;
import understudy.factor.Answer;
import understudy.factor.webauthn.key.Misbehaviour;

/** One thing wrong with a key's answer. */
@FunctionalInterface
interface Spoil {

    Answer in(Scene scene);

    /** The authenticator, or the browser before it, does it, and signs what it did. */
    static Spoil key(String misbehaviour) {
        return scene -> answer(scene.answer(Json.read(misbehaviour.replace('\'', '"'), Misbehaviour.class)));
    }

    /** It is done to the answer on its way. */
    static Spoil response(Consumer<Map<String, Object>> change) {
        return scene -> {
            Map<String, Object> response = scene.answer(Misbehaviour.NONE);
            response.put("response", new HashMap<>((Map<?, ?>) response.get("response")));
            change.accept(response);
            return answer(response);
        };
    }

    static Spoil field(String name, Object value) {
        return response(response -> inner(response).put(name, value));
    }

    static Spoil clientData(UnaryOperator<String> change) {
        return bytes(
                "clientDataJSON",
                json -> change.apply(new String(json, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
    }

    static Spoil bytes(String field, UnaryOperator<byte[]> change) {
        return response(response -> inner(response)
                .compute(field, (name, text) -> Base64Url.encoded(change.apply(Base64Url.decoded((String) text)))));
    }

    /** Of an assertion, or inside the attestation object of a registration. */
    static Spoil authenticatorData(UnaryOperator<byte[]> change) {
        return scene -> scene.state().credential().isPresent()
                ? bytes("authenticatorData", change).in(scene)
                : bytes("attestationObject", object -> attestationObject(change.apply(authenticatorData(object))))
                        .in(scene);
    }

    /** The last thing in an attestation object of ours. */
    private static byte[] authenticatorData(byte[] object) {
        String text = new String(object, StandardCharsets.ISO_8859_1);
        int header = text.indexOf("authData") + "authData".length();
        int length = object[header] == 0x58 ? 2 : 3;
        return Arrays.copyOfRange(object, header + length, object.length);
    }

    static byte[] attestationObject(byte[] authenticatorData) {
        byte[] begin = "\u00a3cfmtdnonegattStmt\u00a0hauthData\u0059".getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(begin.length + Short.BYTES + authenticatorData.length)
                .put(begin)
                .putShort((short) authenticatorData.length)
                .put(authenticatorData)
                .array();
    }

    /** Another public key in place of the one that was made, written by hand. */
    static Spoil publicKey(byte[] cose) {
        return authenticatorData(data -> joined(Arrays.copyOf(data, keyAt(data)), cose));
    }

    static Spoil credentialId(byte[] id) {
        return response(response -> {
            response.put("id", Base64Url.encoded(id));
            response.put("rawId", Base64Url.encoded(id));
            byte[] object = Base64Url.decoded((String) inner(response).get("attestationObject"));
            byte[] data = authenticatorData(object);
            byte[] length =
                    ByteBuffer.allocate(Short.BYTES).putShort((short) id.length).array();
            byte[] key = Arrays.copyOfRange(data, keyAt(data), data.length);
            byte[] renamed = joined(joined(Arrays.copyOf(data, 53), joined(length, id)), key);
            inner(response).put("attestationObject", Base64Url.encoded(attestationObject(renamed)));
        });
    }

    /** After rpIdHash, flags, counter, AAGUID, and the id with its length. */
    private static int keyAt(byte[] data) {
        return 55 + ByteBuffer.wrap(data).getShort(53);
    }

    static byte[] joined(byte[] one, byte[] other) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(one);
        both.writeBytes(other);
        return both.toByteArray();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> inner(Map<String, Object> response) {
        return (Map<String, Object>) response.get("response");
    }

    private static Answer answer(Map<String, Object> response) {
        return new Answer.PublicKey(Json.text(response));
    }
}
