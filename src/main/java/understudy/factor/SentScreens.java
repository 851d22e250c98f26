package understudy.factor;

import java.util.Optional;

/** What posts from a page mean on which a code that was sent is typed back. */
public final class SentScreens {

    public static final String RESEND = "resend-code";

    private SentScreens() {}

    public static Reading read(Posted posted) {
        if (posted.action().equals(RESEND)) {
            return Reading.again();
        }
        String code = posted.typed("code");
        if (code.isEmpty()) {
            return Reading.lacks("code", "no-code");
        }
        return posted.handle()
                .map(handle -> Reading.answer(new Answer.OutOfBand(handle, Optional.of(code))))
                .orElseGet(() -> Reading.lacks("no-transaction-in-progress"));
    }

    /** Of a code that was not accepted. */
    public static String errorCode(Answer answer) {
        boolean isShaped = answer instanceof Answer.OutOfBand said
                && said.bindingCode().filter(SentCodes::isCode).isPresent();
        return isShaped ? "invalid-code" : "invalid-otp-code-format";
    }
}
