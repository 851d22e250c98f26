package understudy.lab;

import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import understudy.delivery.Letter;
import understudy.factor.Answer;
import understudy.factor.Holder;
import understudy.factor.SentCodes;
import understudy.factor.Shown;
import understudy.factor.otp.OtpHolder;
import understudy.mfa.Enrolments.Listed;
import understudy.mfa.Mfa;
import understudy.passwordless.Passwordless;
import understudy.store.Database;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/** What a person would type now, made of nothing but what they were shown. */
final class Codes {

    private static final int LETTERS_LOOKED_AT = 20;

    private final Database db;
    private final Mfa mfa;
    private final Passwordless passwordless;
    private final Notebook notebook;
    private final Outbox outbox;
    private final Latest latest;

    Codes(Database db, Mfa mfa, Passwordless passwordless, Notebook notebook, Outbox outbox, Latest latest) {
        this.db = db;
        this.mfa = mfa;
        this.passwordless = passwordless;
        this.notebook = notebook;
        this.outbox = outbox;
        this.latest = latest;
    }

    /** What an authenticator app shows. @param active false while the enrolment waits for its first right answer */
    record Shows(String authenticatorId, String code, Optional<Instant> validUntil, boolean active) {}

    /** All that a person could type without being sent anything. */
    record Typed(List<Shows> otp, Optional<String> recoveryCode) {

        Typed {
            otp = List.copyOf(otp);
        }
    }

    void show(Context http, Tenant tenant, Fields said) {
        User user = latest.existingUser(tenant, http.pathParam("id"));
        Typed typed = typed(tenant, user);
        Map<String, @Nullable Object> codes = new LinkedHashMap<>();
        codes.put("user_id", user.userId());
        codes.put("otp", typed.otp().stream().map(Codes::body).toList());
        codes.put("oob", oob(tenant, user));
        codes.put("recovery_code", typed.recoveryCode().orElse(null));
        LabApi.answer(http, codes);
    }

    Typed typed(Tenant tenant, User user) {
        Map<String, Shown> shown = db.read(handle -> notebook.shownTo(handle, tenant.name(), user.userId()));
        List<Shows> otp = new ArrayList<>();
        Optional<String> recoveryCode = Optional.empty();
        for (Listed listed : mfa.enrolments().list(tenant, user)) {
            Optional<Holder> holder = Optional.ofNullable(shown.get(listed.id()))
                    .map(seen -> mfa.factors().get(listed.kind().name()).holder(seen));
            if (holder.isEmpty()) {
                continue;
            }
            switch (listed.kind().authenticatorType()) {
                case "otp" -> otp.add(shows(listed, holder.get(), tenant.now()));
                case "recovery-code" -> {
                    if (listed.active()) { // one that waits for its confirmation opens nothing yet
                        recoveryCode = Optional.of(typed(holder.get(), tenant.now()));
                    }
                }
                default -> { // what was sent is in the outbox
                }
            }
        }
        return new Typed(otp, recoveryCode);
    }

    /** What was sent and can still be typed back, the newest first; of one number or address without challenges only the newest. */
    private List<Map<String, @Nullable Object>> oob(Tenant tenant, User user) {
        Set<List<String>> answered = new HashSet<>();
        List<Map<String, @Nullable Object>> pending = new ArrayList<>();
        for (Letter letter : outbox.newestOf(tenant.name(), user.userId(), LETTERS_LOOKED_AT)) {
            if (letter.code().isPresent()
                    && isOpen(tenant, letter, letter.code().get(), answered)) {
                Map<String, @Nullable Object> code = new LinkedHashMap<>();
                code.put("channel", letter.channel());
                code.put("to", letter.to());
                code.put("oob_code", letter.oobCode().orElse(null));
                code.put("binding_code", letter.code().get());
                pending.add(code);
            }
        }
        return pending;
    }

    /** @param answered whose newest code without a challenge has been seen */
    private boolean isOpen(Tenant tenant, Letter letter, String code, Set<List<String>> answered) {
        if (Passwordless.isSentBy(letter.template())) {
            return passwordless.isOpen(tenant, letter.to(), code);
        }
        boolean isOpen = letter.oobCode()
                .map(oobCode -> mfa.oobCodes().isOpen(tenant, oobCode))
                .orElseGet(() -> answered.add(List.of(letter.channel(), letter.to())));
        return isOpen && letter.at().plus(SentCodes.LIFE).isAfter(tenant.now());
    }

    private static Shows shows(Listed listed, Holder holder, Instant now) {
        Optional<Instant> until = holder instanceof OtpHolder app ? Optional.of(app.validUntil(now)) : Optional.empty();
        return new Shows(listed.id(), typed(holder, now), until, listed.active());
    }

    private static Map<String, Object> body(Shows shows) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("authenticator_id", shows.authenticatorId());
        body.put("code", shows.code());
        shows.validUntil().ifPresent(until -> body.put("valid_until", until.toString()));
        body.put("active", shows.active());
        return body;
    }

    private static String typed(Holder holder, Instant now) {
        return holder.answer(Shown.nothing(), List.of(), now) instanceof Answer.Code code ? code.text() : "";
    }
}
