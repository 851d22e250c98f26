/**
 * Universal Login: the pages a person signs in on. One dispatcher knows in which order they come; a factor's pages are the factor's,
 * and none is known here by its name.
 */
@NullMarked
package understudy.login;

import org.jspecify.annotations.NullMarked;
