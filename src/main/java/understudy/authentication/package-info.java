/**
 * The Authentication API: {@code /oauth/*}, {@code /mfa/*}, {@code /userinfo}, {@code /.well-known/*}. It parses and words answers as
 * {@code contract/authentication-api.md} has them; what is right, remembered or enough is decided below.
 */
@NullMarked
package understudy.authentication;

import org.jspecify.annotations.NullMarked;
