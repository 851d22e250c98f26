/**
 * Signing in without a password: codes that are sent to an address and brought back, and who comes to be by that. What a letter says
 * is {@code delivery}'s; whether that is enough is the policy's, and paths are the surfaces'.
 */
@NullMarked
package understudy.passwordless;

import org.jspecify.annotations.NullMarked;
