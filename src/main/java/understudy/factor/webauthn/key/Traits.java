package understudy.factor.webauthn.key;

/**
 * What an authenticator is and can do.
 *
 * @param userVerification whether it has a way to tell its owner from others (PIN, fingerprint)
 * @param residentKey whether it keeps credentials that need not be named to be found
 * @param algorithm the one it prefers; it can do all
 * @param backupEligible whether its credentials may be copied elsewhere, as synchronised passkeys are
 * @param backupState whether they have been
 * @param signatureCounter whether it counts its signatures; synchronised passkeys say 0 for ever
 * @param aaguid the model, as a UUID
 */
public record Traits(
        Transport transport,
        boolean userVerification,
        boolean residentKey,
        KeyAlgorithm algorithm,
        boolean backupEligible,
        boolean backupState,
        boolean signatureCounter,
        String aaguid) {

    private static final String NO_MODEL = "00000000-0000-0000-0000-000000000000";

    /** A key for the pocket that can do everything. */
    public static final Traits USUAL =
            new Traits(Transport.USB, true, true, KeyAlgorithm.ES256, false, false, true, NO_MODEL);

    /** What an answer says that follows one which said {@code last}. */
    long countAfter(long last) {
        return signatureCounter ? last + 1 : last;
    }

    boolean verifies(Requirement wanted) {
        return userVerification && wanted != Requirement.DISCOURAGED;
    }

    void refuseToVerify(Requirement wanted) {
        if (wanted == Requirement.REQUIRED && !userVerification) {
            throw DomException.notAllowed("The options require that the user is verified, which this authenticator"
                    + " cannot do. Give it user_verification.");
        }
    }
}
