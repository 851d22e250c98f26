/**
 * Push: a device that was paired by a QR code says yes or no to each login and signs its word (management-api.md §3). Sending belongs
 * to {@code delivery}, the device's routes to {@code guardian}; the six digits the same app shows are the authenticator app's business.
 */
@NullMarked
package understudy.factor.push;

import org.jspecify.annotations.NullMarked;
