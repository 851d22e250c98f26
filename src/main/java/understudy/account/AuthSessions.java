package understudy.account;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.base.Vault;
import understudy.mfa.Pass;
import understudy.tenant.Tenant;

/**
 * The {@code auth_session} that an enrolment is confirmed with: sealed, good for ten minutes, and only for that enrolment, that person
 * and that client. Nothing of it is kept; that it works once is because an enrolment is confirmed once.
 */
final class AuthSessions {

    private static final String PREFIX = "Fe26.2**";
    static final Duration LIFETIME = Duration.ofMinutes(10);

    private final Vault vault;

    AuthSessions(Vault vault) {
        this.vault = vault;
    }

    /**
     * What stands in one.
     *
     * @param key of the token that the enrolment was begun with: a refreshed one may confirm it
     * @param waiting what is confirmed with it
     */
    record AuthSession(
            String id,
            String userId,
            String clientId,
            String key,
            Instant issuedAt,
            Waiting waiting,
            Instant expiresAt) {

        /** The caller's token in the place of the one that the enrolment was begun with. */
        Pass pass(Pass now) {
            return new Pass(now.kind(), key, now.flow(), now.userId(), now.proven(), now.scopes(), issuedAt);
        }
    }

    /**
     * What waits to be confirmed.
     *
     * @param id its name where it is kept
     * @param factor that keeps it
     * @param handle the challenge's name for the factor, if it wants one
     */
    record Waiting(String id, String factor, Optional<String> handle) {}

    String seal(Caller caller, String id, Waiting waiting) {
        Pass pass = caller.pass();
        AuthSession session = new AuthSession(
                id,
                pass.userId(),
                pass.proven().clientId(),
                pass.key(),
                pass.issuedAt(),
                waiting,
                caller.tenant().now().plus(LIFETIME));
        byte[] sealed = vault.seal(Json.bytes(session), place(caller.tenant()));
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /** @throws AccountRefusal when it is none, has expired, or is for something or somebody else */
    AuthSession open(Caller caller, String id, String text) {
        AuthSession session = opened(caller.tenant(), text)
                .orElseThrow(
                        () -> invalid("auth_session.malformed", "the auth_session is not one of ours, or altered"));
        Pass pass = caller.pass();
        if (!session.id().equals(id)) {
            throw invalid("auth_session.method", "the auth_session is for " + session.id());
        }
        if (!session.userId().equals(pass.userId())
                || !session.clientId().equals(pass.proven().clientId())) {
            throw invalid("auth_session.caller", "the auth_session was given to another person or client");
        }
        if (!caller.tenant().now().isBefore(session.expiresAt())) {
            throw invalid("auth_session.expired", "the auth_session was good until " + session.expiresAt());
        }
        return session;
    }

    private Optional<AuthSession> opened(Tenant tenant, String text) {
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
            return Optional.of(Json.read(vault.open(sealed, place(tenant)), AuthSession.class));
        } catch (IllegalArgumentException | Vault.WrongKey notOurs) {
            return Optional.empty();
        }
    }

    private static String place(Tenant tenant) {
        return "auth_session/" + tenant.name();
    }

    private static AccountRefusal invalid(String check, String why) {
        return AccountRefusal.of(
                AccountRefusal.Code.VALIDATION_ERROR,
                "Invalid auth_session.",
                new Reason(
                        check,
                        AccountRefusal.RULE,
                        why,
                        "send the auth_session that the POST answered, whole, to its Location, within ten minutes"));
    }
}
