package understudy.delivery;

import java.util.Optional;

/**
 * What a letter says.
 *
 * @param from whom it says it comes from, where its template says so
 * @param html an e-mail's other half
 */
record Words(Optional<String> from, Optional<String> subject, String text, Optional<String> html) {}
