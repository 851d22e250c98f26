package understudy.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import understudy.base.Json;
import understudy.base.Vault;
import understudy.tenant.Tenant;

/** Logouts that wait for a person's "Yes": nothing is kept, the page's {@code state} is the question itself, sealed. */
public final class Logouts {

    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private final Vault vault;

    public Logouts(Vault vault) {
        this.vault = vault;
    }

    /**
     * What is asked.
     *
     * @param browserHash whose session it is about
     * @param returnTo where the person goes afterwards, found good; empty for nowhere
     */
    public record Question(String browserHash, Optional<String> returnTo, Optional<String> uiLocales, Instant until) {}

    /** @return the page's {@code state} */
    public String ask(Tenant tenant, LoginCookie browser, Optional<String> returnTo, Optional<String> uiLocales) {
        Question question = new Question(
                browser.newestHash(), returnTo, uiLocales, tenant.now().plus(LIFETIME));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(vault.seal(Json.text(question), place(tenant)));
    }

    /** Empty when it is not ours, another browser's, or too old. */
    public Optional<Question> read(Tenant tenant, LoginCookie browser, String state) {
        try {
            Question question =
                    Json.read(vault.openText(Base64.getUrlDecoder().decode(state), place(tenant)), Question.class);
            boolean good = browser.hashes().contains(question.browserHash())
                    && tenant.now().isBefore(question.until());
            return good ? Optional.of(question) : Optional.empty();
        } catch (RuntimeException e) { // not Base64, not sealed by us, not of this tenant
            return Optional.empty();
        }
    }

    private static String place(Tenant tenant) {
        return "logout/" + tenant.name();
    }
}
