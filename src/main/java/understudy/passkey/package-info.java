/**
 * Passkeys, the keys somebody signs in with instead of a password: whose they are, and the ceremonies that make and use them. What a
 * key's answer is worth {@code factor.webauthn} says; what a login needs beside it is the policy's, and paths are the surfaces'.
 */
@NullMarked
package understudy.passkey;

import org.jspecify.annotations.NullMarked;
