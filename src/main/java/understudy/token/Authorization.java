package understudy.token;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who may have what, and how they proved it: all a token is made from.
 *
 * @param userId empty when a client acts for itself
 * @param audience the API asked for; empty for none but userinfo
 * @param scope what is granted, in the order it was asked for
 * @param amr every method that was proven, in the names of RFC 8176, with {@code mfa} once a second factor was among them
 * @param occasion when the proof was given; a live tenant shows {@code amr} on some occasions only
 * @param gty how the grant is called in access tokens; empty where Auth0 names none (tokens-and-step-up.md §1.2)
 * @param hosted what a login in a browser adds to the ID token; empty for every other
 * @param provenAt when the last of those methods was proven; empty when that is not known, or nobody proved anything
 */
public record Authorization(
        String clientId,
        Optional<String> userId,
        Optional<String> audience,
        List<String> scope,
        List<String> amr,
        Occasion occasion,
        Optional<String> gty,
        Optional<Hosted> hosted,
        Optional<Instant> provenAt) {

    /** The {@code acr} of whoever has proven a second factor, and the {@code acr_values} that ask for it (OpenID PAPE). */
    public static final String MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";

    private static final String MFA = "mfa";

    /** When the proof behind a token was given. */
    public enum Occasion {
        /** At the token endpoint, by a first factor or a client's secret. */
        TOKEN_ENDPOINT,
        /** On a hosted page, in this very transaction. */
        HOSTED,
        /** In the browser's session, which was found enough for this request. */
        SESSION,
        /** By a grant of the MFA API. */
        MFA_API,
        /** Earlier: the session or the refresh token stands for it. */
        EARLIER
    }

    /**
     * A login in a browser, as its ID token tells of it (tokens-and-step-up.md §2.1).
     *
     * @param sid the browser's session
     * @param nonce as the request sent it
     * @param authTime when the first factor was proven; only where the request wants to know
     */
    public record Hosted(String sid, Optional<String> nonce, Optional<Instant> authTime) {}

    /** One that was not proven in a browser. */
    public Authorization(
            String clientId,
            Optional<String> userId,
            Optional<String> audience,
            List<String> scope,
            List<String> amr,
            Occasion occasion,
            Optional<String> gty) {
        this(clientId, userId, audience, scope, amr, occasion, gty, Optional.empty(), Optional.empty());
    }

    public Authorization {
        scope = List.copyOf(scope);
        amr = List.copyOf(amr);
    }

    public boolean hasSecondFactor() {
        return amr.contains(MFA);
    }

    public boolean has(String wanted) {
        return scope.contains(wanted);
    }

    /** The same, told of a browser's session. */
    public Authorization inSession(Hosted login) {
        return new Authorization(clientId, userId, audience, scope, amr, occasion, gty, Optional.of(login), provenAt);
    }

    /** Whether a page decided, when it was asked for, that this is enough. */
    public boolean isDecided() {
        return occasion == Occasion.HOSTED || occasion == Occasion.SESSION;
    }

    /** The same, told when the last of its methods was proven. */
    public Authorization provenAt(Optional<Instant> at) {
        return new Authorization(clientId, userId, audience, scope, amr, occasion, gty, hosted, at);
    }

    /** With a second factor proven beside what was proven before: on a page if that was, else over the API. */
    public Authorization withSecondFactor(List<String> methods, Optional<Instant> at) {
        List<String> all = new ArrayList<>(amr);
        methods.stream().filter(method -> !all.contains(method)).forEach(all::add);
        if (!all.contains(MFA)) {
            all.add(MFA);
        }
        Occasion now = isDecided() ? Occasion.HOSTED : Occasion.MFA_API;
        return new Authorization(clientId, userId, audience, scope, all, now, gty, hosted, at);
    }

    /** The same, continued by a refresh token, perhaps with less scope. */
    public Authorization refreshed(List<String> narrowed) {
        return new Authorization(
                clientId,
                userId,
                audience,
                narrowed,
                amr,
                Occasion.EARLIER,
                Optional.of("refresh_token"),
                hosted.map(login -> new Hosted(login.sid(), Optional.empty(), Optional.empty())),
                provenAt);
    }
}
