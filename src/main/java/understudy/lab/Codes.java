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
import understudy.lab.LabRefusal.Kind;
import understudy.mfa.Enrolments.Listed;
import understudy.mfa.Mfa;
import understudy.store.Database;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;

/** What a person would type now, made of nothing but what they were shown. */
final class Codes {

    private static final int LETTERS_LOOKED_AT = 20;

    private final Database db;
    private final Users users;
    private final Mfa mfa;
    private final Notebook notebook;
    private final Outbox outbox;
    private final Latest latest;

    Codes(Database db, Users users, Mfa mfa, Notebook notebook, Outbox outbox, Latest latest) {
        this.db = db;
        this.users = users;
        this.mfa = mfa;
        this.notebook = notebook;
        this.outbox = outbox;
        this.latest = latest;
    }

    void show(Context http, Tenant tenant, Fields said) {
        String userId = latest.user(tenant, http.pathParam("id"));
        User user = users.find(tenant.name(), userId)
                .orElseThrow(() -> new LabRefusal(
                        Kind.UNKNOWN_USER,
                        "The tenant " + tenant.name()
                                + " has no user of that id. Ids carry their provider (auth0|bob); "
                                + "in a URL the bar may be written %7C, and latest is whoever signed in last."));
        LabApi.answer(http, codes(tenant, user));
    }

    private Map<String, @Nullable Object> codes(Tenant tenant, User user) {
        Map<String, Shown> shown = db.with(handle -> notebook.shownTo(handle, tenant.name(), user.userId()));
        List<Map<String, Object>> otp = new ArrayList<>();
        Optional<String> recoveryCode = Optional.empty();
        for (Listed listed : mfa.enrolments().list(tenant, user)) {
            Optional<Holder> holder = Optional.ofNullable(shown.get(listed.id()))
                    .map(seen -> mfa.factors().get(listed.kind().name()).holder(seen));
            if (holder.isEmpty()) {
                continue;
            }
            switch (listed.kind().authenticatorType()) {
                case "otp" -> otp.add(otp(listed, holder.get(), tenant.now()));
                case "recovery-code" -> {
                    if (listed.active()) { // one that waits for its confirmation opens nothing yet
                        recoveryCode = Optional.of(typed(holder.get(), tenant.now()));
                    }
                }
                default -> { // what was sent is in the outbox
                }
            }
        }
        Map<String, @Nullable Object> codes = new LinkedHashMap<>();
        codes.put("user_id", user.userId());
        codes.put("otp", otp);
        codes.put("oob", oob(tenant, user));
        codes.put("recovery_code", recoveryCode.orElse(null));
        return codes;
    }

    /** What was sent and can still be typed back, the newest first; of one number or address without challenges only the newest. */
    private List<Map<String, @Nullable Object>> oob(Tenant tenant, User user) {
        Set<List<String>> answered = new HashSet<>();
        List<Map<String, @Nullable Object>> pending = new ArrayList<>();
        for (Letter letter : outbox.newestOf(tenant.name(), user.userId(), LETTERS_LOOKED_AT)) {
            boolean isFresh = letter.at().plus(SentCodes.LIFE).isAfter(tenant.now());
            boolean isOpen = letter.oobCode()
                    .map(code -> mfa.oobCodes().isOpen(tenant, code))
                    .orElseGet(() -> answered.add(List.of(letter.channel(), letter.to())));
            if (isFresh && isOpen && letter.code().isPresent()) {
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

    /** @return with {@code active} false while the enrolment waits for its first right answer */
    private static Map<String, Object> otp(Listed listed, Holder holder, Instant now) {
        Map<String, Object> code = new LinkedHashMap<>();
        code.put("authenticator_id", listed.id());
        code.put("code", typed(holder, now));
        if (holder instanceof OtpHolder app) {
            code.put("valid_until", app.validUntil(now).toString());
        }
        code.put("active", listed.active());
        return code;
    }

    private static String typed(Holder holder, Instant now) {
        return holder.answer(Shown.nothing(), List.of(), now) instanceof Answer.Code code ? code.text() : "";
    }
}
