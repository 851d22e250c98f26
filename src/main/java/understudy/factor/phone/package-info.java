/** What the factors of the telephone share, and no factor itself: numbers, the countries they belong to, and what is done with one. */
@NullMarked
package understudy.factor.phone;

import org.jspecify.annotations.NullMarked;
