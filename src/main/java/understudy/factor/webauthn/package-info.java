/**
 * Security keys and device biometrics: WebAuthn Level 3 as a relying party, one factor in two variants, {@code webauthn-roaming} and
 * {@code webauthn-platform}. The only home of webauthn4j. Whose key it is, how often one may be wrong, and pages belong to others.
 *
 * <p>Whoever wants public keys for another purpose (passkeys) builds on four classes: a {@link
 * understudy.factor.webauthn.RelyingParty} writes the options of a {@link understudy.factor.webauthn.Ceremony} and judges the
 * {@link understudy.factor.webauthn.PublicKeyResponse} to it, which leads to a {@link understudy.factor.webauthn.Proven}
 * {@link understudy.factor.webauthn.Credential} or a {@link understudy.factor.webauthn.CeremonyRefused}.
 */
@NullMarked
package understudy.factor.webauthn;

import org.jspecify.annotations.NullMarked;
