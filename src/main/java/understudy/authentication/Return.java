package understudy.authentication;

import java.util.Optional;
import understudy.session.AuthorizationRequest;
import understudy.session.AuthorizationRequest.ResponseMode;

/**
 * The way back to an application that asked {@code /authorize}: a callback that was found good, and how the answer travels.
 *
 * @param state as the request sent it, echoed with the answer
 */
record Return(String clientId, String redirectUri, ResponseMode mode, Optional<String> state) {

    static Return of(AuthorizationRequest request) {
        return new Return(request.clientId(), request.redirectUri(), request.responseMode(), request.state());
    }
}
