/** What the factors of the telephone share, and no factor itself: numbers and the countries they belong to. */
@NullMarked
package understudy.factor.phone;

import org.jspecify.annotations.NullMarked;
