/**
 * The factors: each decides whether one answer to one challenge is right, and never remembers. What a person enrolled, opened or
 * got wrong belongs to {@code mfa}; attempts, limits, expiry of the transaction, storage and logs too. No factor knows another.
 */
@NullMarked
package understudy.factor;

import org.jspecify.annotations.NullMarked;
