/**
 * Serving over HTTP and TLS: listeners, the local certificate authority and what it signs.
 * It knows hosts, ports and headers; what is answered on a path is a surface's business.
 */
@NullMarked
package understudy.http;

import org.jspecify.annotations.NullMarked;
