/**
 * What a browser is known by and what waits for it: sessions, remembered browsers, logins on their way through the pages,
 * authorization codes, pushed requests. It remembers; whether it is enough says {@code policy}, what it is worth {@code token}.
 */
@NullMarked
package understudy.session;

import org.jspecify.annotations.NullMarked;
