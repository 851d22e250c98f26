package understudy.factor.webauthn;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.base.Json;
import understudy.factor.webauthn.Ceremony.Kind;

/**
 * What the browser says it asked the key (WebAuthn Level 3 §5.8.1), as far as it is looked at.
 *
 * <p>webauthn4j checks it once more. It is checked here first, because the challenge leads to the ceremony, and because an origin is
 * compared letter by letter: the library forgives a path or a port left out, and a browser writes neither.
 */
record ClientData(String type, String challenge, String origin, boolean crossOrigin, Optional<String> topOrigin) {

    /** @throws CeremonyRefused when it is no client data */
    static ClientData read(byte[] json, Kind kind) {
        try {
            Map<String, Object> data = Json.object(json);
            return new ClientData(
                    text(data, "type", kind),
                    text(data, "challenge", kind),
                    text(data, "origin", kind),
                    data.get("crossOrigin") instanceof Boolean set && set,
                    Optional.ofNullable(data.get("topOrigin")).map(Object::toString));
        } catch (Json.Malformed e) {
            throw WebauthnReason.CLIENT_DATA.refused(kind, "it is not one JSON object");
        }
    }

    private static String text(Map<String, Object> data, String name, Kind kind) {
        if (data.get(name) instanceof String text) {
            return text;
        }
        throw WebauthnReason.CLIENT_DATA.refused(kind, "it has no text called " + name);
    }

    /** Steps 7 to 11 of §7.1, and 10 to 14 of §7.2. */
    void verify(Ceremony ceremony, List<String> origins) {
        Kind kind = ceremony.kind();
        if (!type.equals(kind.type)) {
            throw WebauthnReason.TYPE.refused(kind, kind.type, type);
        }
        if (!challenge.equals(ceremony.challenge())) {
            throw WebauthnReason.CHALLENGE.refused(kind);
        }
        if (!origins.contains(origin)) {
            throw WebauthnReason.ORIGIN.refused(kind, origin, String.join(", ", origins));
        }
        if (crossOrigin) {
            throw WebauthnReason.CROSS_ORIGIN.refused(kind);
        }
        topOrigin.ifPresent(top -> {
            throw WebauthnReason.TOP_ORIGIN.refused(kind, top);
        });
    }
}
