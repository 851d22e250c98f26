/** The code that is said in a telephone call: to whom, and whether it is right. Speaking it is {@code delivery}'s. */
@NullMarked
package understudy.factor.voice;

import org.jspecify.annotations.NullMarked;
