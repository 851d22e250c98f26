package understudy.factor.webauthn.key;

import java.util.List;
import java.util.Optional;

/**
 * What {@code navigator.credentials.create} is asked for.
 *
 * @param algorithms numbers of COSE, the preferred one first
 * @param exclude ids of credentials beside which there is to be no other
 */
record CreationOptions(
        String challenge,
        Optional<String> rpId,
        String userHandle,
        String userName,
        String userDisplayName,
        List<Long> algorithms,
        List<String> exclude,
        Optional<String> attachment,
        Requirement residentKey,
        Requirement userVerification,
        boolean wantsAttestation,
        boolean wantsProperties) {

    private static final List<Long> USUAL = List.of(KeyAlgorithm.ES256.cose(), KeyAlgorithm.RS256.cose());

    static CreationOptions read(String json) {
        OptionsJson options = OptionsJson.read(json);
        OptionsJson rp = options.object("rp");
        rp.text("name");
        OptionsJson user = options.object("user");
        OptionsJson selection = options.optionalObject("authenticatorSelection");
        return new CreationOptions(
                options.binary("challenge"),
                rp.optionalText("id"),
                userHandle(user),
                user.text("name"),
                user.text("displayName"),
                algorithms(options),
                options.credentialIds("excludeCredentials"),
                selection.optionalText("authenticatorAttachment"),
                residentKey(selection),
                Requirement.of(selection.optionalText("userVerification")).orElse(Requirement.PREFERRED),
                options.optionalText("attestation")
                        .filter(conveyance -> conveyance.equals("direct") || conveyance.equals("enterprise"))
                        .isPresent(),
                options.optionalObject("extensions").flag("credProps"));
    }

    boolean wantsResident() {
        return residentKey != Requirement.DISCOURAGED;
    }

    boolean excludes(Credential credential, String by) {
        return credential.rpId().equals(by) && exclude.contains(credential.id());
    }

    private static String userHandle(OptionsJson user) {
        String handle = user.binary("id");
        int length = Base64Url.bytes(handle).length;
        if (length < 1 || length > 64) {
            throw DomException.type("publicKey.user.id must have 1 to 64 bytes, it has " + length + ".");
        }
        return handle;
    }

    private static List<Long> algorithms(OptionsJson options) {
        List<Long> algorithms = options.objects("pubKeyCredParams").stream()
                .filter(one -> one.text("type").equals("public-key"))
                .map(one -> one.number("alg"))
                .toList();
        return algorithms.isEmpty() ? USUAL : algorithms;
    }

    /** Level 1 knew a flag only. */
    private static Requirement residentKey(OptionsJson selection) {
        return Requirement.of(selection.optionalText("residentKey"))
                .orElse(selection.flag("requireResidentKey") ? Requirement.REQUIRED : Requirement.DISCOURAGED);
    }
}
