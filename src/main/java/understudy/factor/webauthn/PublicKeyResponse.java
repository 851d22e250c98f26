package understudy.factor.webauthn;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.base.Json;
import understudy.factor.webauthn.Ceremony.Kind;

/**
 * What {@code navigator.credentials} returned, taken apart and not verified: good for finding out what it claims to answer, and for
 * nothing else.
 *
 * @param kind the ceremony it belongs to, by what is in it
 * @param credentialId base64url, like all binaries here
 * @param attestationObject registration only
 * @param authenticatorData authentication only, like {@code signature}
 * @param userHandle whom the key believes to be logging in
 */
public record PublicKeyResponse(
        Kind kind,
        String credentialId,
        String clientDataJson,
        Optional<String> attestationObject,
        Optional<String> authenticatorData,
        Optional<String> signature,
        Optional<String> userHandle,
        List<String> transports,
        Optional<String> attachment) {

    /** A registration of a post-quantum key with its certificates would fit ten times. */
    private static final int LONGEST = 65_536;

    private static final int MOST_TRANSPORTS = 8;

    public PublicKeyResponse {
        transports = List.copyOf(transports);
    }

    /**
     * Takes the JSON apart: {@code toJSON()} of a {@code PublicKeyCredential}, or what Auth0's pages make of it. Fields it does not
     * know are left alone.
     *
     * @param asked the ceremony it should belong to, to name the step it fails at
     * @throws CeremonyRefused when it is nothing of the kind
     */
    public static PublicKeyResponse read(String json, Kind asked) {
        if (json.length() > LONGEST) {
            throw unreadable(asked, "it has " + json.length() + " characters, more than " + LONGEST);
        }
        Map<String, Object> credential;
        try {
            credential = Json.object(json);
        } catch (Json.Malformed e) {
            throw unreadable(asked, "it is not one JSON object, or one too deeply nested");
        }
        Fields fields = new Fields(credential, asked);
        Fields response = fields.object("response");
        String id = fields.binary("id").orElseThrow(() -> unreadable(asked, "it has no id"));
        if (fields.binary("rawId").filter(raw -> !raw.equals(id)).isPresent()) {
            throw unreadable(asked, "its id and its rawId differ");
        }
        if (!"public-key".equals(credential.get("type"))) {
            throw unreadable(asked, "its type is not public-key");
        }
        Optional<String> attestationObject = response.binary("attestationObject");
        Optional<String> authenticatorData = response.binary("authenticatorData"); // a registration may repeat it
        Optional<String> signature = response.binary("signature");
        if (attestationObject.isEmpty() && (authenticatorData.isEmpty() || signature.isEmpty())) {
            throw unreadable(asked, "it has neither an attestationObject nor authenticatorData and a signature");
        }
        return new PublicKeyResponse(
                attestationObject.isPresent() ? Kind.CREATE : Kind.GET,
                id,
                response.binary("clientDataJSON").orElseThrow(() -> unreadable(asked, "it has no clientDataJSON")),
                attestationObject,
                authenticatorData,
                signature,
                response.binary("userHandle"),
                response.words("transports"),
                fields.word("authenticatorAttachment"));
    }

    /**
     * The challenge it answers, which leads to the ceremony.
     *
     * @throws CeremonyRefused when its client data cannot be read
     */
    public String challenge() {
        return clientData().challenge();
    }

    ClientData clientData() {
        return ClientData.read(Base64Url.decoded(clientDataJson), kind);
    }

    private static CeremonyRefused unreadable(Kind asked, String why) {
        return WebauthnReason.UNREADABLE.refused(asked, why);
    }

    /** An object of it. Absent and {@code null} are one: browsers write either. */
    private record Fields(Map<?, ?> values, Kind asked) {

        Fields object(String name) {
            if (values.get(name) instanceof Map<?, ?> inner) {
                return new Fields(inner, asked);
            }
            throw unreadable(asked, "it has no object called " + name);
        }

        /** Bytes, in the one way to write them. */
        Optional<String> binary(String name) {
            Object value = values.get(name);
            if (value == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(Base64Url.encoded(Base64Url.decoded(value.toString())));
            } catch (IllegalArgumentException e) {
                throw unreadable(asked, name + " is not base64url");
            }
        }

        Optional<String> word(String name) {
            return Optional.ofNullable(values.get(name)).filter(Fields::isWord).map(Object::toString);
        }

        List<String> words(String name) {
            return values.get(name) instanceof List<?> list
                    ? list.stream()
                            .filter(Fields::isWord)
                            .map(Object::toString)
                            .limit(MOST_TRANSPORTS)
                            .toList()
                    : List.of();
        }

        /** Hints come from outside and are kept, so only what can be one. */
        private static boolean isWord(Object value) {
            return value instanceof String text && text.matches("[a-z-]{1,32}");
        }
    }
}
