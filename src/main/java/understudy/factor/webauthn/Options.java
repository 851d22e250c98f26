package understudy.factor.webauthn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import understudy.base.Json;

/** What {@code navigator.credentials} is called with, in the JSON of WebAuthn Level 3 §5.1.8 and §5.1.9. */
final class Options {

    private Options() {}

    static String creation(
            RelyingParty party, Ceremony ceremony, Account account, Selection selection, List<Credential> exclude) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("rp", members("id", party.id(), "name", party.name()));
        options.put(
                "user",
                members("id", account.userHandle(), "name", account.name(), "displayName", account.displayName()));
        options.put("challenge", ceremony.challenge());
        options.put(
                "pubKeyCredParams",
                selection.algorithms().stream()
                        .map(number -> members("type", "public-key", "alg", number))
                        .toList());
        options.put("timeout", Ceremony.LIFE.toMillis());
        options.put("excludeCredentials", descriptors(exclude));
        options.put("authenticatorSelection", wanted(ceremony, selection));
        options.put("attestation", "none"); // who made the key is nobody's business here
        return Json.text(options);
    }

    private static Map<String, Object> wanted(Ceremony ceremony, Selection selection) {
        Map<String, Object> wanted = new LinkedHashMap<>();
        selection.attachment().ifPresent(attachment -> wanted.put("authenticatorAttachment", attachment));
        wanted.put("residentKey", selection.residentKey());
        wanted.put("requireResidentKey", selection.discoverable()); // for browsers of Level 1
        wanted.put("userVerification", ceremony.userVerification().wire());
        return wanted;
    }

    static String request(RelyingParty party, Ceremony ceremony, List<Credential> allow) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("challenge", ceremony.challenge());
        options.put("timeout", Ceremony.LIFE.toMillis());
        options.put("rpId", party.id());
        if (!allow.isEmpty()) {
            options.put("allowCredentials", descriptors(allow));
        }
        options.put("userVerification", ceremony.userVerification().wire());
        return Json.text(options);
    }

    private static List<Map<String, Object>> descriptors(List<Credential> credentials) {
        return credentials.stream().map(Credential::descriptor).toList();
    }

    private static Map<String, Object> members(Object... namesAndValues) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put(namesAndValues[i].toString(), namesAndValues[i + 1]);
        }
        return members;
    }
}
