package understudy.delivery;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import understudy.tenant.Tenant;

/** A letter as JSON, with the names the lab's outbox has for its parts. */
public final class LetterBody {

    private LetterBody() {}

    public static Map<String, @Nullable Object> of(Letter letter) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("id", letter.id());
        body.put("channel", letter.channel());
        body.put("to", letter.to());
        body.put("subject", letter.subject().orElse(null));
        body.put("text", letter.text());
        body.put("code", letter.code().orElse(null));
        body.put("link", letter.link().orElse(null));
        body.put("number", letter.number().orElse(null));
        body.put("at", letter.at().toString());
        body.put("from", letter.from().orElse(null));
        body.put("html", letter.html().orElse(null));
        body.put("template", letter.template());
        body.put("user_id", letter.userId().orElse(null));
        body.put("oob_code", letter.oobCode().orElse(null));
        return body;
    }

    /** The same for who hears of more than one tenant. */
    static Map<String, @Nullable Object> of(Tenant tenant, Letter letter) {
        Map<String, @Nullable Object> body = of(letter);
        body.put("tenant", tenant.name());
        return body;
    }
}
