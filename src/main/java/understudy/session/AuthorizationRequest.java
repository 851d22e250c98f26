package understudy.session;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import understudy.token.Authorization;

/**
 * A request to {@code /authorize}, its client and its callback already found good (authentication-api.md §2.1).
 *
 * @param redirectUri where the answer goes
 * @param wasRedirectUriSent whether the request named it; then the exchange of the code must name the same
 * @param responseTypes {@code code}, {@code token}, {@code id_token}: at least one
 * @param scope as asked for, in that order
 * @param audience the API asked for; empty for none but userinfo
 * @param prompt {@code none}, {@code login}, {@code consent}, {@code select_account}
 * @param maxAge in seconds
 * @param acrValues the levels asked for
 * @param connection the directory to sign in with
 */
public record AuthorizationRequest(
        String clientId,
        String redirectUri,
        boolean wasRedirectUriSent,
        Set<ResponseType> responseTypes,
        ResponseMode responseMode,
        List<String> scope,
        Optional<String> audience,
        Optional<String> state,
        Optional<String> nonce,
        Optional<CodeChallenge> codeChallenge,
        Set<String> prompt,
        Optional<Long> maxAge,
        List<String> acrValues,
        Optional<String> loginHint,
        String connection,
        Optional<String> screenHint,
        Optional<String> uiLocales) {

    public enum ResponseType {
        CODE,
        TOKEN,
        ID_TOKEN
    }

    /** How the answer travels (authentication-api.md §2.2). */
    public enum ResponseMode {
        QUERY,
        FRAGMENT,
        FORM_POST,
        WEB_MESSAGE
    }

    /** RFC 7636: what the exchange of the code must prove to know. */
    public record CodeChallenge(String value, Method method) {

        public enum Method {
            S256,
            PLAIN
        }
    }

    public AuthorizationRequest {
        scope = List.copyOf(scope);
        prompt = Set.copyOf(prompt);
        acrValues = List.copyOf(acrValues);
        responseTypes = Set.copyOf(responseTypes);
    }

    /** That of nobody who wants an answer: it says only in whose name pages are shown. */
    public static AuthorizationRequest forPages(String clientId, String connection) {
        return new AuthorizationRequest(
                clientId,
                "",
                false,
                Set.of(),
                ResponseMode.QUERY,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                connection,
                Optional.empty(),
                Optional.empty());
    }

    /** {@code prompt=none}: answer without showing anything. */
    public boolean isSilent() {
        return prompt.contains("none");
    }

    /** Whether the person shall prove themselves anew, whatever session there is. */
    public boolean wantsLogin() {
        return prompt.contains("login") || prompt.contains("select_account");
    }

    public boolean wantsSecondFactor() {
        return acrValues.contains(Authorization.MULTI_FACTOR);
    }

    /** Whether the ID token says when the person signed in (tokens-and-step-up.md §2.1). */
    public boolean wantsAuthTime() {
        return maxAge.isPresent() || prompt.contains("login");
    }

    public boolean wants(ResponseType type) {
        return responseTypes.contains(type);
    }
}
