package understudy.factor.push;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import understudy.base.Hash;
import understudy.base.Json;
import understudy.factor.Answer;
import understudy.factor.Challenge;
import understudy.factor.Desk;
import understudy.factor.Device;
import understudy.factor.Enrolment;
import understudy.factor.Factor;
import understudy.factor.Holder;
import understudy.factor.Kind;
import understudy.factor.Message;
import understudy.factor.OtpauthUri;
import understudy.factor.Particulars;
import understudy.factor.Screens;
import understudy.factor.Shown;
import understudy.factor.Verdict;
import understudy.factor.push.PushState.Invitation;
import understudy.factor.push.PushState.PushChallenge;
import understudy.factor.push.PushState.PushDevice;

/**
 * Push notifications to a device that was paired by scanning a QR code (management-api.md §3). The enrolment is confirmed by the
 * device taking it up, a challenge by the device's signed yes; the client only asks how it stands. With the enrolment comes an
 * authenticator app, which is inside the same device.
 */
public final class PushFactor implements Factor<PushState> {

    /** Where the device finds us, below the origin (management-api.md §3). */
    public static final String BASE_PATH = "/appliance-mfa";

    static final Duration LIFE = Duration.ofMinutes(5); // of a QR code and of a challenge (authentication-api.md §5.2)

    private static final String LETTERS_OF_A_TICKET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String LETTERS_OF_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int LENGTH = 32;
    private static final int TOKEN = 32; // bytes

    /** Which Android's SDK reads to the letter (management-api.md §3.3). */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    static final String NAME = "push-notification";

    private static final Kind KIND =
            new Kind(NAME, "push", "oob", Optional.of("auth0"), "push-notification", Kind.Standing.INDEPENDENT);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public Class<PushState> stateType() {
        return PushState.class;
    }

    @Override
    public Enrolment<PushState> enrol(Particulars given, Desk desk) {
        String ticket = desk.world().letters(LETTERS_OF_A_TICKET, LENGTH);
        String secret = desk.world().letters(LETTERS_OF_BASE32, LENGTH);
        Invitation invitation = new Invitation(
                Hash.of(ticket), desk.world().token(TOKEN), desk.now().plus(LIFE), Optional.of(secret), false);
        return new Enrolment<>(
                PushState.invited(invitation),
                Shown.barcode(barcodeUri(ticket, desk)),
                Optional.of(invitation.handle()),
                List.of(),
                List.of(new Enrolment.Twin("otp", new Particulars(Map.of("secret", secret)))));
    }

    @Override
    public Challenge<PushState> challenge(PushState state, Desk desk) {
        String token = desk.world().token(TOKEN);
        PushChallenge opened = PushChallenge.open(
                desk.world().token(TOKEN),
                Hash.of(token),
                desk.world().token(TOKEN),
                desk.now().plus(LIFE),
                desk.flow());
        return new Challenge<>(
                state.opened(opened),
                Optional.of(opened.handle()),
                Shown.nothing(),
                state.device().map(device -> message(device, opened, token, desk)).stream()
                        .toList());
    }

    @Override
    public Verdict<PushState> verify(PushState state, Answer answer, Desk desk) {
        if (!(answer instanceof Answer.OutOfBand question)
                || question.bindingCode().isPresent()) {
            return Verdict.rejected(state, PushReason.notAQuestion());
        }
        Invitation invitation = state.invitation();
        if (!invitation.isConfirmed() && Hash.same(invitation.handle(), question.handle())) {
            return pairing(state, invitation, desk);
        }
        return state.ofHandle(question.handle())
                .filter(challenge -> challenge.flow().equals(desk.flow()) && !challenge.isUsed())
                .map(challenge -> word(state, challenge, desk))
                .orElseGet(() -> Verdict.rejected(state, PushReason.noSuchChallenge()));
    }

    private static Verdict<PushState> pairing(PushState state, Invitation invitation, Desk desk) {
        if (state.device().isPresent()) {
            return Verdict.accepted(state.confirmed(), "swk");
        }
        return desk.now().isBefore(invitation.until())
                ? Verdict.pending(state, PushReason.notPaired())
                : Verdict.expired(state, PushReason.neverPaired(invitation.until()));
    }

    /** A no stays one, and so does a silence that was too long; a yes opens the door once. */
    private static Verdict<PushState> word(PushState state, PushChallenge challenge, Desk desk) {
        return switch (challenge.standingAt(desk.now())) {
            case PENDING -> Verdict.pending(state, PushReason.notAnswered());
            case APPROVED -> Verdict.accepted(state.replaced(challenge, challenge.used()), "swk");
            case DENIED -> Verdict.rejected(state, PushReason.denied());
            case EXPIRED -> Verdict.expired(state, PushReason.neverAnswered(challenge.until()));
        };
    }

    @Override
    public Holder holder(Shown shown) {
        return PushHolder.of(shown.barcodeUri().orElseThrow());
    }

    @Override
    public Optional<String> name(PushState state) {
        return state.device().map(PushDevice::name);
    }

    @Override
    public Map<String, String> details(PushState state) {
        return state.device().map(device -> Map.of("name", device.name())).orElseGet(Map::of);
    }

    @Override
    public Optional<Screens> screens() {
        return Optional.of(new PushScreens());
    }

    @Override
    public Optional<Device<PushState>> device() {
        return Optional.of(new PushLine());
    }

    private static String barcodeUri(String ticket, Desk desk) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("enrollment_tx_id", ticket);
        parameters.put("base_url", baseUrl(desk));
        return OtpauthUri.of(desk, parameters);
    }

    static String baseUrl(Desk desk) {
        return desk.origin() + BASE_PATH;
    }

    /** What the device gets, in the flat form that Android reads, and by which service (management-api.md §3.3). */
    private static Message message(PushDevice device, PushChallenge challenge, String token, Desk desk) {
        Map<String, String> payload = new LinkedHashMap<>();
        payload.put("dai", device.id());
        payload.put("txtkn", token);
        payload.put("c", challenge.challenge());
        payload.put("d", DATE.format(desk.now()));
        payload.put("sh", baseUrl(desk));
        payload.put("s", Json.text(Map.of("b", UNKNOWN, "os", UNKNOWN)));
        payload.put("l", Json.text(Map.of("n", "Unknown")));
        payload.put("service", device.service());
        return new Message("push", device.id(), "verification", payload);
    }

    /** Who asks is not known to a factor; the fields must be there all the same. */
    private static final Map<String, String> UNKNOWN = Map.of("n", "Unknown", "v", "");
}
