package understudy.factor.push;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import understudy.base.Hash;
import understudy.base.Reason;
import understudy.factor.Desk;
import understudy.factor.Device;
import understudy.factor.Device.Ruling.Outcome;
import understudy.factor.Shown;
import understudy.factor.Statement;
import understudy.factor.push.PushState.Invitation;
import understudy.factor.push.PushState.PushChallenge;
import understudy.factor.push.PushState.PushDevice;

/** The device's own line to this factor (management-api.md §3.2, §3.4, §3.5): one check after the other, each with its reason. */
final class PushLine implements Device<PushState> {

    /** The device's clock is not ours, and 30 seconds is all that an answer lives (§3.4). */
    private static final Duration SKEW = Duration.ofSeconds(30);

    private static final int TOKEN = 32; // bytes

    @Override
    public Set<String> doors(PushState state) {
        return Stream.concat(
                        Stream.of(state.invitation().ticketHash()),
                        state.challenges().stream().map(PushChallenge::tokenHash))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Ruling<PushState> pair(PushState state, Account account, Map<String, Object> said, Desk desk) {
        Invitation invitation = state.invitation();
        if (state.device().isPresent()) {
            return Ruling.refused(Outcome.TAKEN, state, PushReason.ticketUsed());
        }
        if (!desk.now().isBefore(invitation.until())) {
            return Ruling.refused(Outcome.OVER, state, PushReason.ticketExpired(invitation.until()));
        }
        Registration registration = Registration.of(said);
        Optional<Reason> flaw = registration.flawOfAll();
        if (flaw.isPresent()) {
            return Ruling.refused(Outcome.MALFORMED, state, flaw.get());
        }
        String secret = invitation.secret().orElseThrow();
        String token = desk.world().token(TOKEN);
        PushDevice device = registration.device(account, Hash.of(token));
        return Ruling.accepted(
                state.paired(device),
                enrolled(device, token, secret, desk),
                Shown.secret(secret),
                "a device was enrolled for push notifications: " + device.name());
    }

    /** §3.2. */
    private static Map<String, Object> enrolled(PushDevice device, String token, String secret, Desk desk) {
        Map<String, Object> totp = new LinkedHashMap<>();
        totp.put("secret", secret);
        totp.put("algorithm", "sha1");
        totp.put("period", 30);
        totp.put("digits", 6);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", device.id());
        answer.put("url", PushFactor.baseUrl(desk));
        answer.put("issuer", desk.tenantName());
        answer.put("user_id", device.userId());
        answer.put("token", token);
        answer.put("totp", totp);
        return answer;
    }

    @Override
    public Ruling<PushState> resolve(PushState state, String token, Proof response, Desk desk) {
        Optional<PushChallenge> found = state.ofToken(token);
        if (found.isEmpty() || state.device().isEmpty()) {
            return Ruling.refused(Outcome.OVER, state, PushReason.noSuchTransaction());
        }
        return answered(state, state.device().get(), found.get(), response, desk)
                .in(found.get().flow());
    }

    private static Ruling<PushState> answered(
            PushState state, PushDevice device, PushChallenge challenge, Proof response, Desk desk) {
        Standing standing = challenge.standingAt(desk.now());
        if (standing != Standing.PENDING) {
            return Ruling.refused(
                    Outcome.OVER,
                    state,
                    standing == Standing.EXPIRED
                            ? PushReason.answeredTooLate(challenge.until())
                            : PushReason.answeredBefore(standing == Standing.APPROVED ? "approved" : "denied"));
        }
        if (response.statement().isEmpty()) {
            return Ruling.refused(Outcome.MALFORMED, state, PushReason.notAJwt());
        }
        Statement statement = response.statement().get();
        Optional<Reason> flaw = flaw(statement, device, response.audiences(), desk.now());
        if (flaw.isPresent()) {
            return Ruling.refused(Outcome.UNPROVEN, state, flaw.get());
        }
        if (!isText(statement.claims().get("sub"), challenge.challenge())) {
            return Ruling.refused(Outcome.UNPROVEN, state, PushReason.challenge());
        }
        if (!"push".equals(statement.claims().get("auth0_guardian_method"))
                || !(statement.claims().get("auth0_guardian_accepted") instanceof Boolean accepted)) {
            return Ruling.refused(Outcome.MALFORMED, state, PushReason.noWord());
        }
        return accepted
                ? Ruling.heard(
                        Outcome.ACCEPTED,
                        state.replaced(challenge, challenge.answered(Standing.APPROVED)),
                        "the device " + device.name() + " approved the login")
                : Ruling.heard(
                        Outcome.DENIED,
                        state.replaced(challenge, challenge.answered(Standing.DENIED)),
                        "the device " + device.name() + " denied the login" + why(statement));
    }

    private static String why(Statement statement) {
        return statement.claims().get("auth0_guardian_reason") instanceof String why && !why.isBlank()
                ? ": " + (why.length() > 100 ? why.substring(0, 100) + "…" : why)
                : "";
    }

    @Override
    public Ruling<PushState> recognise(PushState state, Account account, Proof bearer, Desk desk) {
        if (state.device().isEmpty()) {
            return Ruling.refused(Outcome.OVER, state, PushReason.notPairedYet());
        }
        PushDevice device = state.device().get();
        if (Hash.same(Hash.of(bearer.token()), device.tokenHash())) {
            return Ruling.heard(Outcome.ACCEPTED, state, "");
        }
        Optional<Reason> flaw = bearer.statement()
                .map(statement -> flaw(statement, device, bearer.audiences(), desk.now())
                        .or(() -> isText(statement.claims().get("sub"), device.userId())
                                ? Optional.empty()
                                : Optional.of(PushReason.user())))
                .orElseGet(() -> Optional.of(PushReason.accountToken()));
        return flaw.map(reason -> Ruling.refused(Outcome.UNPROVEN, state, reason))
                .orElseGet(() -> Ruling.heard(Outcome.ACCEPTED, state, ""));
    }

    @Override
    public Ruling<PushState> update(
            PushState state, Account account, Proof bearer, Map<String, Object> said, Desk desk) {
        Ruling<PushState> recognised = recognise(state, account, bearer, desk);
        if (recognised.outcome() != Outcome.ACCEPTED) {
            return recognised;
        }
        Registration registration = Registration.of(said);
        Optional<Reason> flaw = registration.flawOfSome();
        if (flaw.isPresent()) {
            return Ruling.refused(Outcome.MALFORMED, state, flaw.get());
        }
        PushDevice changed = registration.onto(state.device().orElseThrow());
        return Ruling.accepted(
                state.with(changed),
                account(changed),
                Shown.nothing(),
                "the device " + changed.name() + " updated its account");
    }

    /** §3.5. */
    private static Map<String, Object> account(PushDevice device) {
        Map<String, Object> credentials = new LinkedHashMap<>();
        credentials.put("service", device.service());
        credentials.put("token", device.pushToken());
        Map<String, Object> account = new LinkedHashMap<>();
        account.put("id", device.id());
        account.put("identifier", device.identifier());
        account.put("name", device.name());
        account.put("push_credentials", credentials);
        return account;
    }

    @Override
    public Optional<Standing> standing(PushState state, String token, Desk desk) {
        return state.ofToken(token).map(challenge -> challenge.standingAt(desk.now()));
    }

    /** What all that a device signs has in common; of the header nothing is believed but what we want to read there. */
    private static Optional<Reason> flaw(Statement statement, PushDevice device, List<String> audiences, Instant now) {
        if (!"RS256".equals(statement.header().get("alg"))
                || !"JWT".equals(statement.header().get("typ"))) {
            return Optional.of(PushReason.algorithm());
        }
        if (!statement.isSignedBy().test(device.key().publicKey())) {
            return Optional.of(PushReason.signature());
        }
        if (!isText(statement.claims().get("iss"), device.identifier())) {
            return Optional.of(PushReason.issuer());
        }
        if (!(statement.claims().get("aud") instanceof String aud) || !audiences.contains(aud)) {
            return Optional.of(PushReason.audience(audiences.get(0)));
        }
        Optional<Long> from = seconds(statement.claims().get("iat"));
        Optional<Long> until = seconds(statement.claims().get("exp"));
        boolean isNow = from.filter(iat -> iat <= now.plus(SKEW).getEpochSecond())
                        .isPresent()
                && until.filter(exp -> exp > now.minus(SKEW).getEpochSecond()).isPresent();
        return isNow ? Optional.empty() : Optional.of(PushReason.times(now));
    }

    private static boolean isText(@Nullable Object claim, String expected) {
        return claim instanceof String text && Hash.same(text, expected);
    }

    /** A NumericDate may have a fraction; one too large for any date is none. */
    private static Optional<Long> seconds(@Nullable Object claim) {
        return claim instanceof Integer || claim instanceof Long || claim instanceof Double
                ? Optional.of(((Number) claim).longValue())
                : Optional.empty();
    }
}
