package understudy.authentication.grant;

import understudy.authentication.OAuthRefusal;
import understudy.authentication.TokenRequest;

/** One way to prove something at the token endpoint. */
public interface Grant {

    /** The {@code grant_type} it answers to. */
    String type();

    /** @throws OAuthRefusal when the proof is missing or no good */
    Proof prove(TokenRequest request);
}
