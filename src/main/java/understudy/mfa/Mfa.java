package understudy.mfa;

import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import understudy.base.Vault;
import understudy.delivery.Delivery;
import understudy.factor.Answer;
import understudy.factor.Verdict;
import understudy.store.Buckets;
import understudy.store.Database;
import understudy.store.Saving;
import understudy.tenant.Client;
import understudy.tenant.Lockouts;
import understudy.tenant.MessageLimits;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.token.AccessTokens;
import understudy.token.Authorization;

/** The ceremony of a second factor: opened, challenged, answered. */
public final class Mfa {

    private static final int FLOW_BYTES = 15;

    private final Factors factors;
    private final AuthenticatorStore store;
    private final Transactions transactions;
    private final Enrolments enrolments;
    private final Witness witness;
    private final Challenges challenges;
    private final Answers answers;
    private final OobCodes oobCodes;
    private final Conversations conversations;

    /** @param limited whether the code limit refuses; attempts are counted either way */
    public Mfa(
            Database db,
            Vault vault,
            Factors factors,
            AccessTokens accessTokens,
            Buckets buckets,
            Lockouts lockouts,
            Witness witness,
            Delivery delivery,
            boolean limited) {
        this.factors = factors;
        this.store = new AuthenticatorStore(vault);
        this.transactions = new Transactions(db, accessTokens);
        this.oobCodes = new OobCodes(db);
        this.conversations = new Conversations(db, vault);
        this.witness = witness;
        Owned owned = new Owned(factors, store);
        Additions additions = new Additions(factors, store, witness);
        Fallbacks fallbacks = new Fallbacks(factors, store, additions, witness);
        Sends sends = new Sends(delivery, buckets, new MessageLimits(db, buckets, limited), limited);
        this.enrolments = new Enrolments(db, factors, store, owned, additions, fallbacks, oobCodes, witness, sends);
        this.challenges = new Challenges(db, factors, store, owned, oobCodes, sends);
        this.answers = new Answers(
                db, factors, store, owned, oobCodes, fallbacks, transactions, buckets, lockouts, witness, limited);
    }

    public Enrolments enrolments() {
        return enrolments;
    }

    public Factors factors() {
        return factors;
    }

    /** Asks for a second factor before {@code proven} is worth a token. */
    public Transactions.Opened open(Tenant tenant, Authorization proven) {
        return open(tenant, proven, tenant.world().token(FLOW_BYTES));
    }

    /**
     * The same for a login that has been going on.
     *
     * @param flow that login's, which the timeline keeps going on with
     */
    public Transactions.Opened open(Tenant tenant, Authorization proven, String flow) {
        return transactions.open(tenant, proven, flow);
    }

    /**
     * What an MFA token of either kind lets its bearer do.
     *
     * @param client whose token it must be; empty where the request does not say which client asks
     * @throws MfaRefusal when it is malformed, used, expired or another client's
     */
    public Pass pass(Tenant tenant, Optional<Client> client, String mfaToken) {
        return transactions.pass(tenant, client, mfaToken);
    }

    /** Whose an MFA token of either kind is, be it used or expired by now. */
    public Optional<Transactions.Holder> holder(Tenant tenant, String mfaToken) {
        return transactions.holder(tenant, mfaToken);
    }

    /**
     * Opens a challenge for one of the person's active authenticators: the one named, else the first that is as wished.
     *
     * @throws MfaRefusal when there is none
     */
    public Challenged challenge(Tenant tenant, User user, Pass pass, Wish wish) {
        return challenges.open(tenant, user, pass, wish);
    }

    /**
     * Opens a challenge for one of the person's active authenticators of that factor, the recovery code included: the one on the
     * device of another authenticator, else the oldest.
     *
     * @param beside that other authenticator, or the very one
     * @throws MfaRefusal when there is none
     */
    public Challenged challenge(Tenant tenant, User user, Pass pass, String factorName, Optional<String> beside) {
        return challenge(tenant, user, pass, factorName, beside, opened -> Saving.NOTHING);
    }

    /**
     * The same, and whoever waits for the answer is kept with it: where another was faster nothing is opened, and nothing sent.
     *
     * @param alongside what to keep of a challenge just opened, before anybody knows whether its message gets there
     * @throws understudy.store.Overtaken when that cannot be kept any more
     */
    public Challenged challenge(
            Tenant tenant,
            User user,
            Pass pass,
            String factorName,
            Optional<String> beside,
            Function<Challenged, Saving> alongside) {
        return challenges.open(tenant, user, pass, factorName, beside, alongside);
    }

    public Conversations conversations() {
        return conversations;
    }

    public OobCodes oobCodes() {
        return oobCodes;
    }

    /**
     * The challenge that an {@code oob_code} names.
     *
     * @throws MfaRefusal when it names none, is too old, or belongs to another transaction
     */
    public OobCodes.Named outOfBand(Tenant tenant, Pass pass, String oobCode) {
        return oobCodes.named(tenant, pass, oobCode);
    }

    /**
     * Takes the answer to an out-of-band challenge, as {@link #redeem} does.
     *
     * @param bindingCode what was typed back; empty when a device answers and the client only asks how it stands
     */
    public Redemption redeem(
            Tenant tenant, User user, Pass pass, OobCodes.Named challenge, Optional<String> bindingCode) {
        return answers.redeem(
                tenant,
                user,
                pass,
                Answers.Aim.at(Optional.of(challenge.authenticatorId())),
                factors.ofPrefix(challenge.prefix()).kind().name(),
                new Answer.OutOfBand(challenge.handle(), bindingCode),
                accepted -> Saving.NOTHING);
    }

    /** Notes that a client asks how a challenge stands; false when it asked less than five seconds ago. */
    public boolean mayAsk(Tenant tenant, String oobCode) {
        return oobCodes.mayAsk(tenant, oobCode);
    }

    /** Whether a device has answered a challenge, one way or the other; nothing is taken. */
    public boolean isAnswered(
            Tenant tenant, User user, Pass pass, String authenticatorId, String factorName, String challenge) {
        return look(tenant, user, pass, authenticatorId, factorName, new Answer.OutOfBand(challenge, Optional.empty()))
                != Verdict.Outcome.PENDING;
    }

    /** How an answer would be taken now; nothing is. */
    public Verdict.Outcome look(
            Tenant tenant, User user, Pass pass, String authenticatorId, String factorName, Answer answer) {
        return answers.look(tenant, user, pass, authenticatorId, factors.get(factorName), answer);
    }

    /**
     * Takes an answer. A right one is burned, spends the transaction and completes what it was asked for, all in one database
     * transaction; a wrong one costs an attempt and nothing else.
     *
     * @throws MfaRefusal when the person has no such factor, the code limit is reached, or another answer was faster
     */
    public Redemption redeem(Tenant tenant, User user, Pass pass, String factorName, Answer answer) {
        return redeem(tenant, user, pass, Optional.empty(), factorName, answer, accepted -> Saving.NOTHING);
    }

    /**
     * The same, and what a right answer leads to is kept with it or not at all.
     *
     * @param authenticatorId which of the person's is meant; empty for whichever the answer fits
     * @param alongside what to keep of an accepted answer; false from it undoes the answer, as if another had been faster
     */
    public Redemption redeem(
            Tenant tenant,
            User user,
            Pass pass,
            Optional<String> authenticatorId,
            String factorName,
            Answer answer,
            Function<Redemption, Saving> alongside) {
        return answers.redeem(tenant, user, pass, Answers.Aim.at(authenticatorId), factorName, answer, alongside);
    }

    /**
     * Takes the answer that confirms one enrolment, and no other that was begun with the same token.
     *
     * @throws MfaRefusal when it does not wait for one, or the code limit is reached
     */
    public Redemption confirm(
            Tenant tenant, User user, Pass pass, String authenticatorId, String factorName, Answer answer) {
        return answers.redeem(
                tenant, user, pass, Answers.Aim.alone(authenticatorId), factorName, answer, accepted -> Saving.NOTHING);
    }

    /** Ends what a person was asked for a second factor for; what they have enrolled stays. */
    public void endAll(Handle handle, Tenant tenant, String userId) {
        transactions.endAll(handle, tenant, userId);
    }

    public void wipe(Handle handle, String tenant) {
        transactions.wipe(handle, tenant);
        oobCodes.wipe(handle, tenant);
        store.wipe(handle, tenant);
        witness.wipe(handle, tenant);
    }
}
