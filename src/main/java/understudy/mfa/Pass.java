package understudy.mfa;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import understudy.base.Hash;
import understudy.token.Authorization;
import understudy.token.Bearer;

/**
 * What lets somebody into the MFA API: an opaque {@code mfa_token} of a transaction, or an access token for the MFA audience
 * (authentication-api.md §4.2).
 *
 * @param key hash of the token: what was enrolled under it can be confirmed with it
 * @param flow the transaction's id, under which the timeline keeps what belongs to it
 * @param proven what a right answer completes
 * @param issuedAt to the second for an access token
 * @param scopes of the access token; empty for an opaque token, which may do what its transaction needs
 * @param language in which its person is written to; empty where the request does not say
 */
public record Pass(
        Kind kind,
        String key,
        String flow,
        String userId,
        Authorization proven,
        List<String> scopes,
        Instant issuedAt,
        Optional<String> language) {

    /** That of somebody of whom no language is known. */
    public Pass(
            Kind kind,
            String key,
            String flow,
            String userId,
            Authorization proven,
            List<String> scopes,
            Instant issuedAt) {
        this(kind, key, flow, userId, proven, scopes, issuedAt, Optional.empty());
    }

    /** What an access token that was found good lets its bearer do with their own authenticators. */
    public static Pass of(Bearer bearer, String token) {
        Authorization proven = new Authorization(
                bearer.clientId(),
                Optional.of(bearer.subject()),
                bearer.audience().stream().findFirst(),
                bearer.scope(),
                bearer.amr(),
                Authorization.Occasion.EARLIER,
                Optional.of("password"));
        String hash = Hash.of(token);
        return new Pass(
                Kind.ACCESS_TOKEN,
                hash,
                hash.substring(0, 20),
                bearer.subject(),
                proven,
                bearer.scope(),
                bearer.issuedAt());
    }

    /**
     * Whether somebody has confirmed a factor since this access token was issued, and began it with another: who got it before may
     * have had no more than a password, and must not get around that factor (authentication-api.md §4.2).
     */
    boolean isOutdatedBy(Authenticator kept) {
        return kind == Kind.ACCESS_TOKEN
                && kept.active()
                && kept.confirmedAt()
                        .filter(at -> at.getEpochSecond() > issuedAt.getEpochSecond())
                        .isPresent()
                && kept.enrolledUnder().filter(under -> !under.equals(key)).isPresent();
    }

    /** That of somebody who has just proven a second factor on our pages: what they enrol now counts from its first answer. */
    public static Pass ofLogin(String loginId, Authorization proven, Instant now) {
        return new Pass(
                Kind.ACCESS_TOKEN,
                Hash.of("login." + loginId),
                loginId,
                proven.userId().orElseThrow(),
                proven,
                List.of(),
                now);
    }

    /** The right to confirm what was begun with this one, and no more: the transaction stays open for what is still to be asked. */
    public Pass toConfirm() {
        return new Pass(Kind.ACCESS_TOKEN, key, flow, userId, proven, List.of(), Instant.EPOCH);
    }

    /** @param tags of the languages the person reads, the first one first, separated by spaces */
    public Pass in(Optional<String> tags) {
        Optional<String> first = tags.map(all -> all.strip().split("\\s+")[0]).filter(tag -> !tag.isEmpty());
        return new Pass(kind, key, flow, userId, proven, scopes, issuedAt, first);
    }

    public enum Kind {
        TRANSACTION,
        /** A right to manage one's factors, from somebody who has proven enough. */
        ACCESS_TOKEN
    }
}
