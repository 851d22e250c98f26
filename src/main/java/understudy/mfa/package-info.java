/**
 * What somebody enrolled, opened and got wrong: authenticators, MFA transactions, the code limit. It remembers for the factors,
 * which only decide, and knows neither a path nor a JSON name.
 */
@NullMarked
package understudy.mfa;

import org.jspecify.annotations.NullMarked;
