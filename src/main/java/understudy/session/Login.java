package understudy.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A request to {@code /authorize} on its way through the pages, and what the person has proven so far. It is no session: nothing but
 * its end gives one, or a code.
 *
 * @param id the {@code state} of {@code /authorize/resume}
 * @param loginState the {@code state} of the pages of the first factor
 * @param mfaState the {@code state} of the pages of the second
 * @param username what was typed where only a name is asked for
 * @param first empty until somebody has signed in
 * @param answered the methods of the second factor, once proven in this login
 * @param isRemembered whether the person wants this browser remembered
 * @param isShowing whether a page still has something to show that must be seen before the login ends
 * @param notes what the pages keep for themselves, as JSON
 */
public record Login(
        String id,
        String loginState,
        String mfaState,
        AuthorizationRequest request,
        Optional<String> username,
        Optional<FirstFactor> first,
        Optional<List<String>> answered,
        boolean isRemembered,
        boolean isShowing,
        Optional<String> notes) {

    /**
     * The first factor.
     *
     * @param sessionKey the browser's session that it was proven in; empty when it was proven in this very login
     */
    public record FirstFactor(String userId, List<String> amr, Instant at, Optional<String> sessionKey) {

        public boolean isFresh() {
            return sessionKey.isEmpty();
        }
    }

    public Login named(String typed) {
        return new Login(
                id, loginState, mfaState, request, Optional.of(typed), first, answered, isRemembered, isShowing, notes);
    }

    public Login signedIn(FirstFactor proven) {
        return new Login(
                id,
                loginState,
                mfaState,
                request,
                username,
                Optional.of(proven),
                answered,
                isRemembered,
                isShowing,
                notes);
    }

    public Login noting(String json) {
        return new Login(
                id,
                loginState,
                mfaState,
                request,
                username,
                first,
                answered,
                isRemembered,
                isShowing,
                Optional.of(json));
    }

    /** With a second factor proven. */
    public Login answered(List<String> amr, boolean remember, boolean showing) {
        return new Login(
                id, loginState, mfaState, request, username, first, Optional.of(amr), remember, showing, notes);
    }

    /** What had to be seen has been. */
    public Login seen() {
        return new Login(
                id, loginState, mfaState, request, username, first, answered, isRemembered, false, Optional.empty());
    }
}
