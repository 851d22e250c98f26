package understudy.guardian;

import java.util.Map;
import java.util.Optional;
import understudy.base.Json;
import understudy.http.Line;
import understudy.mfa.Conversation;
import understudy.mfa.Conversations.Kept;
import understudy.mfa.Pass;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/** One request of guardian.js: about whom it is, and the conversation as it was read. */
record Visit(Tenant tenant, User user, Kept kept) {

    Pass pass() {
        return kept.pass();
    }

    Conversation conversation() {
        return kept.conversation();
    }

    Line.Reply reply(Map<String, ?> body) {
        return new Line.Reply(200, Map.of(), Json.text(body), Optional.of(pass().flow()));
    }
}
