package understudy.factor.webauthn;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.factor.Answer;
import understudy.factor.Challenge;
import understudy.factor.Desk;
import understudy.factor.Enrolment;
import understudy.factor.Factor;
import understudy.factor.Kind;
import understudy.factor.Particulars;
import understudy.factor.Screens;
import understudy.factor.Several;
import understudy.factor.Shown;
import understudy.factor.Verdict;
import understudy.factor.webauthn.key.WebauthnHolder;

/**
 * A key that signs: one that is carried about, or the one built into the device. Enrolment without particulars asks the browser for
 * a new key; with them it takes over one that exists ({@link TakenOver}).
 *
 * <p>Each challenge is good for one accepted answer, by whichever of a person's keys, and for five minutes. A wrong answer leaves it
 * open; a right one whose counter went back does not, though it is refused.
 */
public final class WebauthnFactor implements Factor<WebauthnState>, Several<WebauthnState> {

    private static final int USER_HANDLE_BYTES = 32;

    private final Kind kind;
    private final Selection selection;
    private final WebauthnScreens screens;

    private WebauthnFactor(String name, Kind.Standing standing, Selection selection, WebauthnScreens screens) {
        this.kind = new Kind(name, name, name, Optional.empty(), name, standing);
        this.selection = selection;
        this.screens = screens;
    }

    /** A security key. */
    public static WebauthnFactor roaming() {
        return new WebauthnFactor(
                "webauthn-roaming", Kind.Standing.INDEPENDENT, Selection.ROAMING, WebauthnScreens.roaming());
    }

    /** The device's own biometrics, which always verify their owner. */
    public static WebauthnFactor platform() {
        return new WebauthnFactor(
                "webauthn-platform", Kind.Standing.DEPENDENT, Selection.PLATFORM, WebauthnScreens.platform());
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public Class<WebauthnState> stateType() {
        return WebauthnState.class;
    }

    @Override
    public Enrolment<WebauthnState> enrol(Particulars given, Desk desk) {
        return enrol(given, List.of(), desk);
    }

    @Override
    public Enrolment<WebauthnState> enrol(Particulars given, List<WebauthnState> others, Desk desk) {
        Optional<WebauthnState> takenOver = TakenOver.from(given, RelyingParty.of(desk));
        if (takenOver.isPresent()) {
            return Enrolment.of(takenOver.get(), Shown.nothing());
        }
        WebauthnState begun = WebauthnState.unconfirmed(
                userHandle(others, desk), RelyingParty.of(desk).id());
        Challenge<WebauthnState> first = challenge(begun, others, desk);
        return new Enrolment<>(first.state(), first.shown(), first.handle(), List.of(), List.of());
    }

    /** One account has one handle, whichever of its keys is asked. */
    private static String userHandle(List<WebauthnState> others, Desk desk) {
        return others.stream()
                .map(WebauthnState::userHandle)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> desk.world().token(USER_HANDLE_BYTES));
    }

    @Override
    public Challenge<WebauthnState> challenge(WebauthnState state, Desk desk) {
        return challenge(state, List.of(), desk);
    }

    @Override
    public Challenge<WebauthnState> challenge(WebauthnState state, List<WebauthnState> others, Desk desk) {
        Ceremony opened = Ceremony.open(state.next(), userVerification(desk), desk.world())
                .in(desk.flow());
        return new Challenge<>(
                state.with(opened),
                Optional.of(opened.handle()),
                Shown.publicKey(options(state, others, opened, desk), desk.origin()),
                List.of());
    }

    private String options(WebauthnState state, List<WebauthnState> others, Ceremony opened, Desk desk) {
        RelyingParty party = RelyingParty.of(desk).under(state.rpId());
        List<Credential> keys = Stream.concat(Stream.of(state), others.stream())
                .filter(key -> key.rpId().equals(state.rpId())) // keys of another domain cannot answer
                .flatMap(key -> key.credential().stream())
                .toList();
        return switch (opened.kind()) {
            case CREATE -> {
                Account account = new Account(state.userHandle().orElseThrow(), desk.account(), desk.account());
                yield party.creationOptions(opened, account, selection, keys);
            }
            case GET -> party.requestOptions(opened, keys);
        };
    }

    private UserVerification userVerification(Desk desk) {
        if (selection.equals(Selection.PLATFORM)) {
            return UserVerification.REQUIRED;
        }
        return Optional.ofNullable(desk.settings().get("userVerification"))
                .flatMap(UserVerification::named)
                .orElse(UserVerification.DISCOURAGED);
    }

    @Override
    public Verdict<WebauthnState> verify(WebauthnState state, Answer answer, Desk desk) {
        if (!(answer instanceof Answer.PublicKey signed)) {
            return Verdict.rejected(state, WebauthnReason.NOT_SIGNED.of(state.next()));
        }
        try {
            PublicKeyResponse response = PublicKeyResponse.read(signed.json(), state.next());
            Ceremony ceremony = asked(state, response, signed.handle(), desk.flow());
            return answered(state, ceremony, response, desk);
        } catch (CeremonyRefused refused) {
            return Verdict.rejected(state, refused.reason());
        }
    }

    private static Ceremony asked(
            WebauthnState state, PublicKeyResponse response, Optional<String> handle, Optional<String> flow) {
        Optional<Ceremony> ceremony = state.asked(handle, response.challenge(), flow);
        boolean anothers = state.credential()
                .map(own -> !own.id().equals(response.credentialId()))
                .orElseGet(() -> ceremony.isEmpty() && response.kind() == Ceremony.Kind.GET);
        if (anothers) {
            throw WebauthnReason.CREDENTIAL.refused(response.kind());
        }
        return ceremony.orElseThrow(() -> WebauthnReason.CLOSED.refused(response.kind()));
    }

    private static Verdict<WebauthnState> answered(
            WebauthnState state, Ceremony ceremony, PublicKeyResponse response, Desk desk) {
        RelyingParty party = RelyingParty.of(desk).under(state.rpId());
        try {
            Proven proven = state.credential().isPresent()
                    ? party.authenticate(ceremony, state.credential().get(), state.userHandle(), response, desk.now())
                    : party.register(ceremony, response, desk.now());
            return Verdict.accepted(state.answered(ceremony, proven.credential()), proven.amr());
        } catch (CeremonyRefused refused) {
            return switch (refused.leaves()) {
                case OPEN -> Verdict.rejected(state, refused.reason());
                case OVER -> Verdict.expired(state, refused.reason());
                case SPENT -> Verdict.rejected(state.without(ceremony.handle()), refused.reason());
            };
        }
    }

    @Override
    public WebauthnHolder holder(Shown shown) {
        return WebauthnHolder.of(shown);
    }

    @Override
    public Optional<String> identifier(WebauthnState state) {
        return state.credential().map(Credential::id);
    }

    @Override
    public Optional<Several<WebauthnState>> several() {
        return Optional.of(this);
    }

    @Override
    public Optional<Screens> screens() {
        return Optional.of(screens);
    }

    @Override
    public WebauthnState open(WebauthnState other, WebauthnState challenged) {
        Ceremony newest = challenged.open().get(challenged.open().size() - 1);
        return other.rpId().equals(challenged.rpId()) ? other.with(newest) : other;
    }

    @Override
    public WebauthnState close(WebauthnState other, WebauthnState accepted) {
        return accepted.answered().map(other::without).orElse(other);
    }
}
