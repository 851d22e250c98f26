package understudy.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import understudy.base.Hash;
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

    /** @param browser the value of the browser's {@link BrowserCookie#LOGIN} cookie. @return the page's {@code state} */
    public String ask(Tenant tenant, String browser, Optional<String> returnTo, Optional<String> uiLocales) {
        Question question =
                new Question(Hash.of(browser), returnTo, uiLocales, tenant.now().plus(LIFETIME));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(vault.seal(Json.text(question), place(tenant)));
    }

    /** Empty when it is not ours, another browser's, or too old. */
    public Optional<Question> read(Tenant tenant, String browser, String state) {
        try {
            Question question =
                    Json.read(vault.openText(Base64.getUrlDecoder().decode(state), place(tenant)), Question.class);
            boolean good = Hash.same(question.browserHash(), Hash.of(browser))
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
