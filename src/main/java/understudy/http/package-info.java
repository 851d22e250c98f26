/**
 * HTTP as any shop would need it: the server and its limits, the local certificate authority, parameters out of a body, the origin
 * that was asked. It knows no path and no Auth0 word.
 */
@NullMarked
package understudy.http;

import org.jspecify.annotations.NullMarked;
