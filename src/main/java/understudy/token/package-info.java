/**
 * Everything signed or handed out to be brought back: the single mint, signing keys, refresh-token families, and the reading of our
 * own access tokens. Which proof is enough is not its business.
 */
@NullMarked
package understudy.token;

import org.jspecify.annotations.NullMarked;
