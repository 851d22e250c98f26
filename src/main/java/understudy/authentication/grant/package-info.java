/**
 * The grants of {@code POST /oauth/token}: one file each, proving one thing. What all share (client, policy, issuing) is the
 * endpoint's.
 */
@NullMarked
package understudy.authentication.grant;

import org.jspecify.annotations.NullMarked;
