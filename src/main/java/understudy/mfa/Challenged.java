package understudy.mfa;

import java.util.Optional;
import understudy.factor.Kind;
import understudy.factor.Shown;

/**
 * A challenge just opened.
 *
 * @param authenticatorId whose it is
 * @param name what lists call that authenticator: a masked number or address, a device's own name
 * @param handle the factor's own name for it, if the answer must name one
 * @param oobCode what a client of the MFA API names it by
 * @param undelivered what could not be sent
 */
public record Challenged(
        Kind kind,
        String authenticatorId,
        Optional<String> name,
        Optional<String> handle,
        Optional<String> oobCode,
        Shown shown,
        Optional<Undelivered> undelivered) {

    Challenged sent(Optional<Undelivered> failure) {
        return new Challenged(kind, authenticatorId, name, handle, oobCode, shown, failure);
    }
}
