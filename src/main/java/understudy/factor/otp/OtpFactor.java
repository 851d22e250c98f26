package understudy.factor.otp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import understudy.base.Hash;
import understudy.factor.Answer;
import understudy.factor.Challenge;
import understudy.factor.Desk;
import understudy.factor.Enrolment;
import understudy.factor.Factor;
import understudy.factor.Kind;
import understudy.factor.OtpauthUri;
import understudy.factor.Particulars;
import understudy.factor.Screens;
import understudy.factor.Shown;
import understudy.factor.Verdict;

/**
 * The one-time password of an authenticator app. Enrolment reads {@code secret} (Base32) from the particulars, or makes one.
 *
 * <p>A code of the step before, of now or of the next is right; each step is accepted once, the confirmation of the enrolment
 * included, and never after a newer one.
 */
public final class OtpFactor implements Factor<OtpState> {

    static final int DRIFT = 1;

    // ASCII digits only and matched whole: blanks trimmed here would make "code" and "code " two codes.
    private static final Pattern CODE = Pattern.compile("[0-9]{" + Totp.DIGITS + "}");

    private static final Kind KIND = new Kind("otp", "totp", "otp", Optional.empty(), "otp", Kind.Standing.INDEPENDENT);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public Class<OtpState> stateType() {
        return OtpState.class;
    }

    @Override
    public Enrolment<OtpState> enrol(Particulars given, Desk desk) {
        String secret =
                given.optional("secret").map(OtpSecret::canonical).orElseGet(() -> OtpSecret.random(desk.world()));
        return Enrolment.of(OtpState.unused(secret), Shown.secret(secret, barcodeUri(secret, desk)));
    }

    @Override
    public Challenge<OtpState> challenge(OtpState state, Desk desk) {
        return Challenge.none(state);
    }

    @Override
    public Verdict<OtpState> verify(OtpState state, Answer answer, Desk desk) {
        if (!(answer instanceof Answer.Code typed)) {
            return Verdict.rejected(state, OtpReason.notTyped());
        }
        if (!isCode(typed.text())) {
            return Verdict.rejected(state, OtpReason.malformed(typed.text()));
        }
        long now = Totp.stepOf(desk.now());
        // Newest first: should two steps of the window share a code, the one spent leaves no second use of it.
        for (long step = now + DRIFT; step >= now - DRIFT && step > state.lastStep(); step--) {
            if (Hash.same(Totp.code(state.secret(), step), typed.text())) {
                return Verdict.accepted(state.used(step), "otp");
            }
        }
        return Verdict.rejected(state, OtpReason.wrong(state, typed.text(), desk.now()));
    }

    @Override
    public OtpHolder holder(Shown shown) {
        return new OtpHolder(shown.secret().orElseThrow());
    }

    @Override
    public Optional<Screens> screens() {
        return Optional.of(new OtpScreens());
    }

    static boolean isCode(String typed) {
        return CODE.matcher(typed).matches();
    }

    private static String barcodeUri(String secret, Desk desk) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("secret", secret);
        parameters.put("issuer", desk.tenantName());
        parameters.put("algorithm", Totp.ALGORITHM);
        parameters.put("digits", String.valueOf(Totp.DIGITS));
        parameters.put("period", String.valueOf(Totp.PERIOD));
        return OtpauthUri.of(desk, parameters);
    }
}
