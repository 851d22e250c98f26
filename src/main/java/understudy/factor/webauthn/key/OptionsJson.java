package understudy.factor.webauthn.key;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.base.Json;

/** A member of the JSON in which options come, read as strictly as a browser reads it (WebAuthn Level 3, 5.1.8 and 5.1.9). */
record OptionsJson(String name, Map<String, Object> members) {

    static OptionsJson read(String json) {
        try {
            return new OptionsJson("publicKey", Json.object(json));
        } catch (Json.Malformed e) {
            throw DomException.type("The options are not one JSON object.");
        }
    }

    String text(String member) {
        return optionalText(member).orElseThrow(() -> wrong(member, "is missing"));
    }

    Optional<String> optionalText(String member) {
        return given(member).map(value -> {
            if (value instanceof String text) {
                return text;
            }
            throw wrong(member, "must be text");
        });
    }

    /** @return the same text, which can be decoded */
    String binary(String member) {
        String text = text(member);
        try {
            Base64Url.bytes(text);
            return text.replace("=", "");
        } catch (IllegalArgumentException e) {
            throw new DomException("EncodingError", path(member) + " is not Base64url.");
        }
    }

    boolean flag(String member) {
        return Boolean.TRUE.equals(members.get(member));
    }

    long number(String member) {
        if (members.get(member) instanceof Number number) {
            return number.longValue();
        }
        throw wrong(member, "must be a number");
    }

    OptionsJson object(String member) {
        if (members.get(member) instanceof Map<?, ?>) {
            return optionalObject(member);
        }
        throw wrong(member, "must be an object");
    }

    /** One without members when there is none. */
    OptionsJson optionalObject(String member) {
        return new OptionsJson(
                path(member),
                given(member).map(value -> asObject(member, value)).orElse(Map.of()));
    }

    /** Nothing when there is none. */
    List<OptionsJson> objects(String member) {
        List<OptionsJson> objects = new ArrayList<>();
        if (given(member).orElse(List.of()) instanceof List<?> list) {
            for (Object one : list) {
                objects.add(new OptionsJson(path(member) + "[]", asObject(member, one)));
            }
            return objects;
        }
        throw wrong(member, "must be a list");
    }

    /** Ids of public keys; descriptors of anything else are passed over. */
    List<String> credentialIds(String member) {
        return objects(member).stream()
                .filter(descriptor -> descriptor.text("type").equals("public-key"))
                .map(descriptor -> descriptor.binary("id"))
                .toList();
    }

    private Optional<Object> given(String member) {
        return Optional.ofNullable(members.get(member));
    }

    private Map<String, Object> asObject(String member, Object value) {
        try {
            return Json.object(Json.bytes(value));
        } catch (Json.Malformed e) {
            throw wrong(member, "must hold objects");
        }
    }

    private DomException wrong(String member, String how) {
        return DomException.type(path(member) + " " + how + ".");
    }

    private String path(String member) {
        return name + "." + member;
    }
}
