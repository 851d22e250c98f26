/**
 * The My Account API: {@code /me/v1/*}, where people look after their own authentication methods. It parses and words answers as
 * {@code contract/authentication-api.md} §13 has them; what is right or remembered is decided in {@code mfa}.
 */
@NullMarked
package understudy.account;

import org.jspecify.annotations.NullMarked;
