package understudy.factor.webauthn.key;

import java.util.LinkedHashMap;
import java.util.Map;
import understudy.base.Hash;
import understudy.base.Json;

/** What the browser says an answer is for (WebAuthn Level 3, 5.8.1), as the bytes that are signed. */
record ClientData(byte[] json) {

    static ClientData of(String type, String challenge, String origin, Misbehaviour wrong) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("type", wrong.type().orElse(type));
        said.put("challenge", wrong.challenge().orElse(challenge));
        said.put("origin", wrong.origin().orElse(origin));
        said.put("crossOrigin", wrong.crossOrigin().orElse(false));
        return new ClientData(Json.bytes(said));
    }

    byte[] hash() {
        return Hash.digest("SHA-256", json);
    }
}
