/**
 * The timeline: what happened, what was decided, and why something was refused. Every room may write to it through
 * {@link understudy.logs.Timeline}; the lab and the tenant log only read it.
 */
@NullMarked
package understudy.logs;

import org.jspecify.annotations.NullMarked;
