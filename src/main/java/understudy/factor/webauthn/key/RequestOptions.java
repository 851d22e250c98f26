package understudy.factor.webauthn.key;

import java.util.List;
import java.util.Optional;

/**
 * What {@code navigator.credentials.get} is asked for.
 *
 * @param allow ids of credentials of which one must sign; none where any resident one may
 */
record RequestOptions(String challenge, Optional<String> rpId, List<String> allow, Requirement userVerification) {

    static RequestOptions read(String json) {
        OptionsJson options = OptionsJson.read(json);
        return new RequestOptions(
                options.binary("challenge"),
                options.optionalText("rpId"),
                options.credentialIds("allowCredentials"),
                Requirement.of(options.optionalText("userVerification")).orElse(Requirement.PREFERRED));
    }
}
