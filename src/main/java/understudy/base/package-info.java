/**
 * What would be the same in a shoe shop: time and chance, JSON, sealing, certificates, the state folder.
 * It owns no table and speaks no word of Auth0; what a second room needs moves here under a name that says what it is.
 */
@NullMarked
package understudy.base;

import org.jspecify.annotations.NullMarked;
