/**
 * The Guardian device API (management-api.md §3): what a phone with the authenticator's app speaks. It knows paths, headers and the
 * errors that the SDKs of phones know; whose word counts is decided by the factor and kept by {@code mfa}.
 */
@NullMarked
package understudy.guardian;

import org.jspecify.annotations.NullMarked;
