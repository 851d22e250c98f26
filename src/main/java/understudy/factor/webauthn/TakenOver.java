package understudy.factor.webauthn;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import understudy.base.Reason;
import understudy.factor.InvalidParticulars;
import understudy.factor.Particulars;
import understudy.factor.webauthn.Credential.Attestation;
import understudy.factor.webauthn.Credential.Trust;
import understudy.factor.webauthn.key.SecurityKeys;

/**
 * A key that was enrolled elsewhere and comes with a seed or over the Management API, without a ceremony: {@code key_id} (base64url),
 * {@code public_key} (a COSE key in CBOR or a SubjectPublicKeyInfo in DER, in either Base64), and if known {@code rp_id} or {@code
 * relying_party_identifier}, {@code user_handle} (base64url), {@code sign_count}, {@code credential_device_type} ({@code
 * multi_device} for one that may be copied) and {@code credential_backed_up}. Or {@code id} alone, which names a key of a seed.
 */
final class TakenOver {

    private static final int LONGEST_ID = 1023; // bytes
    private static final long HIGHEST_COUNT = 0xffff_ffffL;
    private static final String NO_MODEL = "00000000-0000-0000-0000-000000000000";

    private final Particulars given;

    private TakenOver(Particulars given) {
        this.given = given;
    }

    /**
     * The state of a key that is given; empty when none is, and a new one is to be made.
     *
     * @throws InvalidParticulars when something given is none of what it should be
     */
    static Optional<WebauthnState> from(Particulars given, RelyingParty party) {
        Particulars known = SecurityKeys.isNamed(given) ? SecurityKeys.registered(given) : given;
        boolean isGiven = known.optional("key_id").isPresent()
                || known.optional("public_key").isPresent();
        return isGiven ? Optional.of(new TakenOver(known).state(party)) : Optional.empty();
    }

    private WebauthnState state(RelyingParty party) {
        return new WebauthnState(
                given.optional("user_handle").map(handle -> Base64Url.encoded(bytes("user_handle", handle))),
                given.optional("rp_id")
                        .or(() -> given.optional("relying_party_identifier"))
                        .orElse(party.id()),
                List.of(),
                Optional.empty(),
                Optional.of(credential()));
    }

    private Credential credential() {
        return new Credential(
                id(),
                key(),
                signCount(),
                false,
                given.optional("credential_device_type")
                        .filter("multi_device"::equals)
                        .isPresent(),
                given.optional("credential_backed_up").filter("true"::equals).isPresent(),
                List.of(),
                Optional.empty(),
                new Attestation("none", Trust.NONE),
                NO_MODEL);
    }

    private String id() {
        byte[] id = bytes("key_id", required("key_id"));
        if (id.length == 0 || id.length > LONGEST_ID) {
            throw invalid("key_id", "has 1 to " + LONGEST_ID + " bytes");
        }
        return Base64Url.encoded(id);
    }

    private String key() {
        return CoseKeys.adopted(bytes("public_key", required("public_key")))
                .orElseThrow(() -> invalid(
                        "public_key",
                        "is an ES256, RS256 (2048 bits or more) or Ed25519 key, as COSE or SubjectPublicKeyInfo"));
    }

    private long signCount() {
        try {
            long count = Long.parseLong(given.optional("sign_count").orElse("0"));
            if (count >= 0 && count <= HIGHEST_COUNT) {
                return count;
            }
        } catch (NumberFormatException e) {
            // refused below, like a number that is none of a counter's
        }
        throw invalid("sign_count", "is a number from 0 to " + HIGHEST_COUNT);
    }

    private String required(String name) {
        return given.optional(name).orElseThrow(() -> invalid(name, "has to be given"));
    }

    private static byte[] bytes(String name, String text) {
        try {
            return Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_'));
        } catch (IllegalArgumentException e) {
            throw invalid(name, "is Base64");
        }
    }

    private static InvalidParticulars invalid(String name, String rule) {
        return new InvalidParticulars(
                "The security key cannot be taken over: " + name + " " + rule + ".",
                new Reason(
                        "webauthn.particulars",
                        "WebAuthn Level 3 §4, credential record",
                        "A security key was given, and something of it is not what it should be: " + name + " " + rule
                                + ".",
                        "Give key_id and public_key as the key's registration brought them, or neither to enrol a new key."));
    }
}
