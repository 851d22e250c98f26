package understudy.mfa;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import understudy.base.Reason;
import understudy.store.Buckets.Reached;

/** Something asked of the MFA ceremony that cannot be; each surface says it in the words its clients were promised. */
public final class MfaRefusal extends RuntimeException {

    private static final String TOKENS = "authentication-api.md §4.2";
    private static final String CHALLENGE = "authentication-api.md §5.1";
    private static final String ASSOCIATE = "authentication-api.md §5.2";

    private static final String VERIFY = "authentication-api.md §5.6";

    private final Kind kind;
    private final Reason reason;
    private final List<String> details;
    private Optional<Reached> reached = Optional.empty();

    public enum Kind {
        /** Not an MFA token of ours, or used up, or of a kind that does not serve here. */
        TOKEN_MALFORMED,
        TOKEN_EXPIRED,
        /** Issued to another client. */
        TOKEN_FOREIGN,
        /** The MFA access token lacks a scope; detail: that scope. */
        SCOPE_MISSING,
        /** The opaque token cannot enrol: there is an active factor to prove first. */
        ALREADY_ENROLLED,
        NOT_ENROLLED,
        /** The person has factors, but none of the types asked for; details: types asked for, types there are. */
        OTHER_TYPES_ONLY,
        /** Detail: what was asked for. */
        FACTOR_OFF,
        AUTHENTICATOR_UNKNOWN,
        /** Detail: a sentence for the person. */
        PARTICULARS_INVALID,
        TOO_MANY_ATTEMPTS,
        /** Detail: the factor. */
        TOO_MANY_SENDS,
        /** Detail: the channel. */
        NOT_DELIVERED,
        OOB_CODE_MALFORMED,
        /** It names a challenge of another transaction. */
        OOB_CODE_FOREIGN,
        OOB_CODE_EXPIRED,
        /** The person has it without having enrolled it, and cannot be rid of it. */
        NOT_REMOVABLE
    }

    private MfaRefusal(Kind kind, Reason reason, String... details) {
        super(kind + ": " + reason.why());
        this.kind = kind;
        this.reason = reason;
        this.details = List.of(details);
    }

    public Kind kind() {
        return kind;
    }

    public Reason reason() {
        return reason;
    }

    /** The limit that somebody has reached, where it is known. */
    public Optional<Reached> reached() {
        return reached;
    }

    MfaRefusal retryingAfter(Reached limit) {
        reached = Optional.of(limit);
        return this;
    }

    /** What the kind's sentence is completed with: a scope, types, a sentence fit for the person. */
    public String detail(int index) {
        return details.get(index);
    }

    static MfaRefusal unknownToken() {
        return malformed(
                "mfa_token.unknown",
                "no transaction of this tenant has that MFA token",
                "send the mfa_token of the mfa_required answer, whole and unchanged");
    }

    static MfaRefusal usedToken() {
        return malformed("mfa_token.used", "the MFA token has completed its login already", "begin a new login");
    }

    static MfaRefusal badAccessToken(String host) {
        return malformed(
                "mfa_token.access_token",
                "the access token is not ours, or is not for the MFA audience",
                "ask for a token with audience https://" + host + "/mfa/");
    }

    static MfaRefusal accessTokenCannotChallenge() {
        return malformed(
                "mfa_token.access_token",
                "an access token cannot open a challenge: it only confirms what was enrolled with it",
                "send the mfa_token of an mfa_required answer");
    }

    static MfaRefusal accessTokenBeganNothing() {
        return malformed(
                "mfa_token.access_token",
                "an access token only confirms what was enrolled with it, and nothing waits for that",
                "enrol with it first, or send the mfa_token of an mfa_required answer");
    }

    static MfaRefusal expiredToken(Instant at) {
        return new MfaRefusal(
                Kind.TOKEN_EXPIRED,
                new Reason(
                        "mfa_token.expired",
                        TOKENS,
                        "the MFA token has expired; it is " + at,
                        "begin a new login: an MFA token lives ten minutes"));
    }

    public static MfaRefusal foreignToken(String issuedTo, String broughtBy) {
        return new MfaRefusal(
                Kind.TOKEN_FOREIGN,
                new Reason(
                        "mfa_token.client",
                        TOKENS,
                        "the MFA token was issued to client " + issuedTo + ", not to " + broughtBy,
                        "let the same client finish what it began"));
    }

    public static MfaRefusal missingScope(String scope) {
        return new MfaRefusal(
                Kind.SCOPE_MISSING,
                new Reason(
                        "mfa_token.scope",
                        TOKENS,
                        "this needs an access token for the MFA audience with the scope " + scope,
                        "ask for a token with audience /mfa/ and that scope"),
                scope);
    }

    public static MfaRefusal alreadyEnrolled() {
        return new MfaRefusal(
                Kind.ALREADY_ENROLLED,
                new Reason(
                        "associate.already_enrolled",
                        TOKENS,
                        "the person has an active factor, which a stolen password must not get around",
                        "prove that factor first, with audience /mfa/ and scope enroll"));
    }

    /** In the words of {@link #alreadyEnrolled}: another tab, or another device, has finished an enrolment. */
    static MfaRefusal enrolledMeanwhile() {
        return new MfaRefusal(
                Kind.ALREADY_ENROLLED,
                new Reason(
                        "enrolment.late",
                        ASSOCIATE,
                        "the person has confirmed another factor since this enrolment was begun, which a stolen password"
                                + " must not get around",
                        "answer with that factor; with it, audience /mfa/ and scope enroll, enrol this one too"));
    }

    /** In the words of {@link #alreadyEnrolled}: there is a factor that this token never proved. */
    static MfaRefusal outdatedAccessToken() {
        return new MfaRefusal(
                Kind.ALREADY_ENROLLED,
                new Reason(
                        "mfa_token.outdated",
                        TOKENS,
                        "a factor was enrolled since this access token was issued, and not with it",
                        "ask for a new token with audience /mfa/, proving that factor"));
    }

    static MfaRefusal notEnrolled() {
        return new MfaRefusal(
                Kind.NOT_ENROLLED,
                new Reason(
                        "enrolment.none",
                        CHALLENGE,
                        "the person has no active authenticator that this could be asked of",
                        "enrol one with POST /mfa/associate and confirm it"));
    }

    /** In the words of {@link #notEnrolled}: by itself it would be a factor on paper. */
    static MfaRefusal nothingBeside(understudy.factor.Kind kind) {
        return new MfaRefusal(
                Kind.NOT_ENROLLED,
                new Reason(
                        kind.name() + ".alone",
                        "tokens-and-step-up.md §7",
                        kind.name() + " stands in beside a factor that is enough by itself, and the person has none",
                        "enrol such a factor and confirm it, then ask for this one"));
    }

    static MfaRefusal otherTypesOnly(List<String> asked, List<String> supported) {
        String there = String.join(" ", supported);
        return new MfaRefusal(
                Kind.OTHER_TYPES_ONLY,
                new Reason(
                        "challenge.type",
                        CHALLENGE,
                        "nothing of what is asked for is among the person's: " + there,
                        "ask for one of those, or leave challenge_type and oob_channel away"),
                String.join(" ", asked),
                there);
    }

    public static MfaRefusal factorOff(String asked) {
        return new MfaRefusal(
                Kind.FACTOR_OFF,
                new Reason(
                        "factor.off",
                        ASSOCIATE,
                        "the factor " + asked + " is switched off in this tenant, or not built",
                        "switch it on in the seed's guardianFactors, or enrol another"),
                asked);
    }

    static MfaRefusal unknownAuthenticator(String id) {
        return new MfaRefusal(
                Kind.AUTHENTICATOR_UNKNOWN,
                new Reason(
                        "authenticator.unknown",
                        CHALLENGE,
                        "this person has no such authenticator: " + id,
                        "take the id from GET /mfa/authenticators"));
    }

    static MfaRefusal invalidParticulars(String forThePerson, Reason reason) {
        return new MfaRefusal(Kind.PARTICULARS_INVALID, reason, forThePerson);
    }

    static MfaRefusal tooManyAttempts() {
        return new MfaRefusal(
                Kind.TOO_MANY_ATTEMPTS,
                new Reason(
                        "mfa.code_limit",
                        "authentication-api.md §1.6",
                        "ten wrong codes have been given, and one more is admitted every six minutes; or a test has locked"
                                + " the person out",
                        "wait six minutes, or advance the lab's clock by PT6M"));
    }

    static MfaRefusal tooManySends(String factor) {
        return new MfaRefusal(
                Kind.TOO_MANY_SENDS,
                new Reason(
                        "mfa.send_limit",
                        "authentication-api.md §1.6",
                        "this person has been sent as many messages by " + factor + " as the limit admits",
                        "wait, use another factor, or advance the lab's clock: an SMS or a call comes back every hour"),
                factor);
    }

    static MfaRefusal tooManySendsTo(String factor) {
        return new MfaRefusal(
                Kind.TOO_MANY_SENDS,
                new Reason(
                        "mfa.recipient_limit",
                        "authentication-api.md §1.6",
                        "this number or address has been sent as many messages by " + factor
                                + " as the limit admits, whoever they were for",
                        "wait, use another factor, or advance the lab's clock"),
                factor);
    }

    /** A challenge that was opened is open all the same. */
    public static MfaRefusal notDelivered(Undelivered undelivered) {
        return new MfaRefusal(Kind.NOT_DELIVERED, undelivered.reason(), undelivered.channel());
    }

    static MfaRefusal unknownOobCode() {
        return new MfaRefusal(
                Kind.OOB_CODE_MALFORMED,
                new Reason(
                        "oob_code.unknown",
                        VERIFY,
                        "no challenge that waits for an answer has that oob_code; one that was answered has none any more",
                        "send the oob_code of the last challenge, whole and unchanged"));
    }

    static MfaRefusal foreignOobCode() {
        return new MfaRefusal(
                Kind.OOB_CODE_FOREIGN,
                new Reason(
                        "oob_code.transaction",
                        VERIFY,
                        "the oob_code belongs to a challenge that was opened with another MFA token",
                        "send it with the mfa_token that opened the challenge"));
    }

    static MfaRefusal expiredOobCode(Instant at) {
        return new MfaRefusal(
                Kind.OOB_CODE_EXPIRED,
                new Reason(
                        "oob_code.expired",
                        VERIFY,
                        "the oob_code has expired; it is " + at,
                        "open a new challenge: what is sent lives five minutes"));
    }

    static MfaRefusal notRemovable(String id) {
        return new MfaRefusal(
                Kind.NOT_REMOVABLE,
                new Reason(
                        "authenticator.given",
                        "authentication-api.md §5.3",
                        id + " comes with the verified address of the profile, and was never enrolled",
                        "change the profile, or switch the factor off"));
    }

    private static MfaRefusal malformed(String check, String why, String fix) {
        return new MfaRefusal(Kind.TOKEN_MALFORMED, new Reason(check, TOKENS, why, fix));
    }
}
