/**
 * The nouns of a tenant: its clients, APIs, connections, users, settings, profile and clock, and the seed they come from.
 * What a person enrolled is {@code mfa}'s; what was issued is {@code token}'s.
 */
@NullMarked
package understudy.tenant;

import org.jspecify.annotations.NullMarked;
