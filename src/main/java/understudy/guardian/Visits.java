package understudy.guardian;

import java.util.Optional;
import java.util.function.Supplier;
import understudy.base.Reason;
import understudy.factor.push.PushFactor;
import understudy.guardian.GuardianRefusal.Code;
import understudy.http.Line;
import understudy.mfa.Conversation;
import understudy.mfa.Conversations.Kept;
import understudy.mfa.Mfa;
import understudy.mfa.Pass;
import understudy.store.Overtaken;
import understudy.store.Saving;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;
import understudy.token.TransactionTokens;

/** Lets browsers in: by a ticket, which is a login's {@code mfa_token}, and then by the token that start-flow gave for it. */
final class Visits {

    private final Users users;
    private final Mfa mfa;
    private final TransactionTokens tokens;

    Visits(Users users, Mfa mfa, TransactionTokens tokens) {
        this.users = users;
        this.mfa = mfa;
        this.tokens = tokens;
    }

    Visit byTicket(Line.Request request, Tenant tenant) {
        Pass pass = mfa.pass(tenant, Optional.empty(), Authorization.ticket(request));
        if (pass.kind() != Pass.Kind.TRANSACTION) {
            throw GuardianRefusal.of(
                    Code.INVALID_TOKEN,
                    new Reason(
                            "guardian.ticket",
                            GuardianRefusal.BROWSERS,
                            "the ticket is an access token, and no login waits for it",
                            "take the mfa_token of a login that was answered mfa_required"));
        }
        return find(tenant, pass.key());
    }

    Visit byToken(Line.Request request, Tenant tenant) {
        TransactionTokens.Reading reading = tokens.read(tenant, audience(tenant), Authorization.bearer(request));
        if (reading.expired()) {
            throw GuardianRefusal.of(
                    Code.TRANSACTION_EXPIRED,
                    new Reason(
                            "guardian.token",
                            GuardianRefusal.BROWSERS,
                            "the transaction token has expired; it is " + tenant.now(),
                            "begin a new login: it lives as long as the login's mfa_token, ten minutes"));
        }
        return find(tenant, reading.txid().orElseThrow(Visits::over));
    }

    /** The same conversation as it is by now. */
    Visit again(Visit visit) {
        return find(visit.tenant(), visit.pass().key());
    }

    String token(Visit visit) {
        Tenant tenant = visit.tenant();
        return tokens.issue(
                tenant, audience(tenant), visit.pass().key(), visit.kept().expiresAt());
    }

    /** What the conversation comes to, to be kept together with whatever brings it there. */
    Saving saving(Visit visit, Conversation next) {
        return handle -> mfa.conversations().save(handle, visit.tenant(), visit.kept(), next);
    }

    /**
     * Opens or begins something that {@link #saving} is kept with.
     *
     * @throws GuardianRefusal when another request was faster; then nothing is opened, and nothing sent
     */
    <T> T first(Supplier<T> opening) {
        try {
            return opening.get();
        } catch (Overtaken faster) {
            throw GuardianRefusal.of(
                    Code.DEVICE_ACCOUNT_CONFLICT,
                    new Reason(
                            "guardian.step",
                            GuardianRefusal.BROWSERS,
                            "another request of the same transaction was faster",
                            "send one after the other"));
        }
    }

    /** Forgets what was begun there and never confirmed. */
    void abandon(Visit visit, Conversation left) {
        left.begun()
                .forEach(waiting -> mfa.enrolments().abandon(visit.tenant(), visit.pass(), waiting.authenticatorId()));
    }

    private Visit find(Tenant tenant, String id) {
        Kept kept = mfa.conversations().find(tenant, id).orElseThrow(Visits::over);
        return new Visit(tenant, present(tenant, kept.userId()), kept);
    }

    private User present(Tenant tenant, String userId) {
        return users.find(tenant.name(), userId)
                .filter(user -> !user.blocked())
                .orElseThrow(() -> GuardianRefusal.of(
                        Code.INVALID_TOKEN,
                        new Reason(
                                "guardian.user",
                                GuardianRefusal.BROWSERS,
                                "the user " + userId + " was blocked or deleted since this login began",
                                "sign in as somebody who may")));
    }

    private static GuardianRefusal over() {
        return GuardianRefusal.of(
                Code.INVALID_TOKEN,
                new Reason(
                        "guardian.token",
                        GuardianRefusal.BROWSERS,
                        "the bearer is no transaction token of this tenant, or its login is over",
                        "begin with start-flow and send its transactionToken, until the signature was fetched"));
    }

    private static String audience(Tenant tenant) {
        return tenant.origin() + PushFactor.BASE_PATH;
    }
}
