package understudy.lab;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import understudy.factor.webauthn.key.Credential;

/**
 * A credential in the words of the Chrome DevTools Protocol, type {@code WebAuthn.Credential}, so that a browser's virtual
 * authenticator and this one can hand it to each other. The private key is in it: that is what it is for.
 */
final class CredentialWords {

    static final Shape SHAPE = Shape.of("Credential", """
            {"credentialId":"b3q…","isResidentCredential":true,"rpId":"localhost","privateKey":"MIGH…","userHandle":"ZGF2ZQ==",
             "signCount":7,"backupEligibility":false,"backupState":false,
             "userName":"dave@example.com","userDisplayName":"Dave"}""");

    private static final int LONGEST_ID = 1023; // bytes, WebAuthn Level 3, 4 "Credential ID"
    private static final int LONGEST_HANDLE = 64;
    private static final long HIGHEST_COUNT = 0xffff_ffffL;

    private CredentialWords() {}

    static Map<String, Object> of(Credential credential) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("credentialId", padded(credential.id()));
        said.put("isResidentCredential", credential.resident());
        said.put("rpId", credential.rpId());
        said.put("privateKey", padded(credential.privateKey()));
        credential.userHandle().ifPresent(handle -> said.put("userHandle", padded(handle)));
        said.put("signCount", credential.signCount());
        said.put("backupEligibility", credential.backupEligible());
        said.put("backupState", credential.backupState());
        credential.userName().ifPresent(name -> said.put("userName", name));
        credential.userDisplayName().ifPresent(name -> said.put("userDisplayName", name));
        return said;
    }

    static Credential credential(Fields said) {
        byte[] id = binary(said, "credentialId", LONGEST_ID).orElseThrow(() -> said.missing("credentialId"));
        byte[] key = binary(said, "privateKey", Integer.MAX_VALUE).orElseThrow(() -> said.missing("privateKey"));
        String rpId = said.text("rpId").orElseThrow(() -> said.missing("rpId"));
        long count = said.count("signCount", HIGHEST_COUNT).orElse(0L);
        boolean resident = said.flag("isResidentCredential").orElse(false);
        boolean eligible = said.flag("backupEligibility").orElse(false);
        boolean backedUp = said.flag("backupState").orElse(false);
        AuthenticatorWords.refuseBackup(eligible, backedUp, "backupEligibility", "backupState");
        Optional<String> handle = binary(said, "userHandle", LONGEST_HANDLE)
                .map(bytes -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        try {
            return Credential.of(id, rpId, key, count, resident)
                    .ownedBy(handle, filled(said, "userName"), filled(said, "userDisplayName"))
                    .backedUp(eligible, backedUp);
        } catch (IllegalArgumentException e) {
            throw said.wrong("privateKey", "a PKCS#8 key of P-256, RSA or Ed25519, in Base64");
        }
    }

    /** Base64 of either alphabet, with padding or without. */
    private static Optional<byte[]> binary(Fields said, String name, int longest) {
        return filled(said, name).map(text -> {
            try {
                byte[] bytes =
                        Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_'));
                if (bytes.length >= 1 && bytes.length <= longest) {
                    return bytes;
                }
            } catch (IllegalArgumentException e) {
                // said below
            }
            throw said.wrong(name, longest == Integer.MAX_VALUE ? "Base64" : "Base64 of 1 to " + longest + " bytes");
        });
    }

    /** A browser says that there is none with an empty text, too. */
    private static Optional<String> filled(Fields said, String name) {
        return "".equals(said.values().get(name)) ? Optional.empty() : said.text(name);
    }

    private static String padded(String base64Url) {
        return Base64.getEncoder().encodeToString(Base64.getUrlDecoder().decode(base64Url));
    }
}
