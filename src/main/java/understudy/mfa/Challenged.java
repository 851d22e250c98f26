package understudy.mfa;

import java.util.Optional;
import understudy.factor.Kind;
import understudy.factor.Shown;

/**
 * A challenge just opened.
 *
 * @param authenticatorId whose it is
 * @param handle the factor's own name for it, if the answer must name one
 */
public record Challenged(Kind kind, String authenticatorId, Optional<String> handle, Shown shown) {}
