package understudy.lab;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import understudy.factor.webauthn.key.KeyAlgorithm;
import understudy.factor.webauthn.key.Misbehaviour;
import understudy.factor.webauthn.key.Traits;
import understudy.factor.webauthn.key.Transport;
import understudy.lab.KeyDrawer.Kept;
import understudy.lab.LabRefusal.Kind;

/** How the lab speaks of a virtual authenticator: its traits, and what it does wrong. */
final class AuthenticatorWords {

    static final Shape MISBEHAVIOUR = Shape.of("Misbehaviour", """
            {"counter":"stale","user_verified":false,"user_present":false,"origin":"https://evil.test","rp_id":"evil.test",
             "challenge":"Zm9yZWlnbg","type":"webauthn.get","cross_origin":true,"signature":"tampered","algorithm":"unknown",
             "attestation":"bad","backup_eligible":true,"backup_state":true}""");

    private static final List<String> TRANSPORTS =
            Arrays.stream(Transport.values()).map(Transport::wire).toList();
    private static final List<String> ALGORITHMS =
            Arrays.stream(KeyAlgorithm.values()).map(KeyAlgorithm::wire).toList();

    private AuthenticatorWords() {}

    static Map<String, @Nullable Object> of(Kept kept) {
        Traits traits = kept.authenticator().traits();
        Map<String, @Nullable Object> said = new LinkedHashMap<>();
        said.put("id", kept.id());
        said.put("user", kept.user().orElse(null));
        said.put("transport", traits.transport().wire());
        said.put("user_verification", traits.userVerification());
        said.put("resident_key", traits.residentKey());
        said.put("algorithm", traits.algorithm().wire());
        said.put("backup_eligible", traits.backupEligible());
        said.put("backup_state", traits.backupState());
        said.put("signature_counter", traits.signatureCounter());
        said.put("aaguid", traits.aaguid());
        said.put("misbehave", kept.authenticator().misbehaviour());
        said.put("credentials", kept.authenticator().credentials().size());
        return said;
    }

    /** @param before what holds where nothing is said */
    static Traits traits(Fields said, Traits before) {
        Traits traits = new Traits(
                said.choice("transport", TRANSPORTS)
                        .map(word -> Transport.valueOf(word.toUpperCase(Locale.ROOT)))
                        .orElse(before.transport()),
                said.flag("user_verification").orElse(before.userVerification()),
                said.flag("resident_key").orElse(before.residentKey()),
                said.choice("algorithm", ALGORITHMS)
                        .map(word -> KeyAlgorithm.values()[ALGORITHMS.indexOf(word)])
                        .orElse(before.algorithm()),
                said.flag("backup_eligible").orElse(before.backupEligible()),
                said.flag("backup_state").orElse(before.backupState()),
                said.flag("signature_counter").orElse(before.signatureCounter()),
                model(said).orElse(before.aaguid()));
        refuseBackup(traits.backupEligible(), traits.backupState(), "backup_eligible", "backup_state");
        return traits;
    }

    /** Whatever is named now, and nothing else; null and nothing named end it all. */
    static Optional<Misbehaviour> misbehaviour(Fields said) {
        if (said.isNull("misbehave")) {
            return Optional.of(Misbehaviour.NONE);
        }
        return said.part("misbehave", MISBEHAVIOUR).map(AuthenticatorWords::misbehaviourOf);
    }

    /** No authenticator says this of a credential (WebAuthn Level 3, 6.1.3), unless it misbehaves. */
    static void refuseBackup(boolean eligible, boolean state, String eligibleName, String stateName) {
        if (state && !eligible) {
            throw new LabRefusal(
                    Kind.BAD_VALUE,
                    "What is not " + eligibleName + " cannot have " + stateName
                            + ". Say both, or let the authenticator misbehave.");
        }
    }

    private static Misbehaviour misbehaviourOf(Fields wrong) {
        return new Misbehaviour(
                wrong.choice("counter", List.of("stale")),
                wrong.flag("user_verified"),
                wrong.flag("user_present"),
                wrong.text("origin"),
                wrong.text("rp_id"),
                wrong.text("challenge"),
                wrong.text("type"),
                wrong.flag("cross_origin"),
                wrong.choice("signature", List.of("tampered")),
                wrong.choice("algorithm", List.of("unknown")),
                wrong.choice("attestation", List.of("bad")),
                wrong.flag("backup_eligible"),
                wrong.flag("backup_state"));
    }

    private static Optional<String> model(Fields said) {
        return said.text("aaguid").map(text -> {
            try {
                return UUID.fromString(text).toString();
            } catch (IllegalArgumentException e) {
                throw said.wrong("aaguid", "a UUID");
            }
        });
    }
}
