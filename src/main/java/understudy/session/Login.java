package understudy.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A request to {@code /authorize} on its way through the pages, and what the person has proven so far. It is no session: nothing but
 * its end gives one, or a code. One that is on its way to a new password ends with that, and gives neither.
 *
 * @param id the {@code state} of {@code /authorize/resume}
 * @param loginState the {@code state} of the pages of the first factor
 * @param mfaState the {@code state} of the pages of the second
 * @param username what was typed where only a name is asked for
 * @param capabilities fields in which the browser has told what it can do, and that it can; empty while it has not told
 * @param first empty until somebody has signed in
 * @param reset what leads to a new password; empty for every login that leads to an application
 */
public record Login(
        String id,
        String loginState,
        String mfaState,
        AuthorizationRequest request,
        Optional<String> username,
        Optional<Set<String>> capabilities,
        Optional<First> first,
        Second second,
        Optional<Reset> reset) {

    /**
     * A new password on its way.
     *
     * @param ticket the link it began with, by its hash
     * @param done whether the password has been changed
     */
    public record Reset(String ticket, boolean done) {}

    /**
     * The first factor.
     *
     * @param sid the browser's session that it was proven in; empty when it was proven in this very login
     * @param provenAt when the last of those methods was proven; empty when that is not known
     */
    public record First(String userId, List<String> amr, Instant at, Optional<String> sid, Optional<Instant> provenAt) {

        /** What a browser's session stands for. */
        public static First of(BrowserSession session) {
            return new First(
                    session.userId(),
                    session.amr(),
                    session.authenticatedAt(),
                    Optional.of(session.sid()),
                    session.provenAt());
        }

        /** One proven in this very login. */
        public static First now(String userId, List<String> amr, Instant at) {
            return new First(userId, amr, at, Optional.empty(), Optional.of(at));
        }

        /** Whether it was proven in this very login. */
        public boolean wasProvenNow() {
            return sid.isEmpty();
        }
    }

    /**
     * The second factor, as far as it has come in this login.
     *
     * @param amr every method, the first factor's included, once the second is proven
     * @param at when it was
     * @param remember whether the person wants this browser remembered
     * @param showing whether a page still has something to show that must be seen before the login ends
     * @param notes what the pages keep for themselves, as JSON
     */
    public record Second(
            Optional<List<String>> amr,
            Optional<Instant> at,
            boolean remember,
            boolean showing,
            Optional<String> notes) {

        static final Second NOT_BEGUN = new Second(Optional.empty(), Optional.empty(), false, false, Optional.empty());

        public static Second noting(String json) {
            return new Second(Optional.empty(), Optional.empty(), false, false, Optional.of(json));
        }

        public static Second proven(List<String> amr, Instant at, boolean remember) {
            return new Second(Optional.of(amr), Optional.of(at), remember, false, Optional.empty());
        }

        /** Proven, but a page must be seen first. */
        public Second showing(String json) {
            return new Second(amr, at, remember, true, Optional.of(json));
        }

        public Second seen() {
            return new Second(amr, at, remember, false, Optional.empty());
        }
    }

    public Login named(String typed) {
        return new Login(id, loginState, mfaState, request, Optional.of(typed), capabilities, first, second, reset);
    }

    public Login ableTo(Set<String> told) {
        return new Login(id, loginState, mfaState, request, username, Optional.of(told), first, second, reset);
    }

    /** Whoever signs in begins the second factor anew: what somebody proved before them is none of theirs. */
    public Login signedIn(First proven) {
        return new Login(
                id,
                loginState,
                mfaState,
                request,
                username,
                capabilities,
                Optional.of(proven),
                Second.NOT_BEGUN,
                reset);
    }

    public Login with(Second next) {
        return new Login(id, loginState, mfaState, request, username, capabilities, first, next, reset);
    }

    /** The second factor from its beginning, when what was begun cannot be finished any more. */
    public Login withoutSecond() {
        return with(Second.NOT_BEGUN);
    }

    /** The password has been changed. */
    public Login passwordChanged() {
        return new Login(
                id,
                loginState,
                mfaState,
                request,
                username,
                capabilities,
                first,
                second,
                reset.map(begun -> new Reset(begun.ticket(), true)));
    }
}
