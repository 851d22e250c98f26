/**
 * The Guardian API (management-api.md §3): what a phone with the authenticator's app speaks, and what guardian.js speaks in a browser.
 * It knows paths, headers and the errors that these SDKs know; whose word counts is decided by the factor and kept by {@code mfa}.
 */
@NullMarked
package understudy.guardian;

import org.jspecify.annotations.NullMarked;
