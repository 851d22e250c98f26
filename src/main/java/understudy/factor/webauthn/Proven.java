package understudy.factor.webauthn;

/**
 * What an accepted response proves.
 *
 * @param credential as it is to be kept from now on
 * @param userVerified whether the key recognised its owner, and not only that somebody was there
 */
public record Proven(Credential credential, boolean userVerified) {

    /** In the names of RFC 8176: a key that may be copied is no hardware to rely on. */
    public String amr() {
        return credential.backupEligible() ? "swk" : "hwk";
    }
}
