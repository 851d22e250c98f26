/**
 * The authenticator app: RFC 6238 with SHA-1, six digits and thirty seconds, each step good for one acceptance. The only home of
 * googleauth, of which nothing but {@code getTotpPassword(secret, millis)} is used. Counting wrong answers belongs to {@code mfa}.
 */
@NullMarked
package understudy.factor.otp;

import org.jspecify.annotations.NullMarked;
