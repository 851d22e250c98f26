/** The code that comes by e-mail: to which address, and whether it is right. Sending it is {@code delivery}'s. */
@NullMarked
package understudy.factor.email;

import org.jspecify.annotations.NullMarked;
