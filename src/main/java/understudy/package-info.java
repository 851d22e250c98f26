/**
 * The product as an object, its settings and its launcher; and {@link understudy.Wiring}, the one place where rooms meet.
 */
@NullMarked
package understudy;

import org.jspecify.annotations.NullMarked;
