/**
 * The person's half of WebAuthn: a security key in software, with the browser before it. It sees options and an origin and nothing
 * of what the verifying half keeps, and writes what it says with the JDK alone, so that no library judges its own work.
 *
 * <p>The verifying half asks for two things here: its {@link understudy.factor.webauthn.key.WebauthnHolder}, made of options and
 * origin ({@code Shown.publicKey(options, origin)}), and what there is to know of a key that a seed names
 * ({@link understudy.factor.webauthn.key.SecurityKeys}).
 */
@NullMarked
package understudy.factor.webauthn.key;

import org.jspecify.annotations.NullMarked;
