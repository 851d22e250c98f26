/**
 * Says whether what is proven is enough. It remembers nothing and proves nothing itself.
 */
@NullMarked
package understudy.policy;

import org.jspecify.annotations.NullMarked;
