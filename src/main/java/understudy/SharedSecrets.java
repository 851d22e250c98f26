package understudy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.base.ConfigurationError;
import understudy.factor.Particulars;
import understudy.factor.webauthn.key.SecurityKeys;
import understudy.tenant.Seed;

/**
 * Looks a seed over for secrets that others can know: tokens signed with a shared secret (HS256) that can be guessed, security keys
 * that follow from their names. The lab goes on, because its secrets are everybody's; without the lab there is no start.
 */
final class SharedSecrets {

    private static final Logger LOG = LoggerFactory.getLogger(SharedSecrets.class);
    private static final int ENOUGH = 32; // bytes, RFC 7518 §3.2
    private static final List<String> BUILT = List.of("RS256", "HS256");

    private SharedSecrets() {}

    static void check(Seed seed, boolean lab) {
        for (Map<String, Object> client : seed.clients()) {
            String who = "the client " + client.get("client_id");
            if (client.get("jwt_configuration") instanceof Map<?, ?> jwt && jwt.get("alg") instanceof String alg) {
                boolean isPublic = "none".equals(client.get("token_endpoint_auth_method"));
                if (alg.equals("HS256") && isPublic) {
                    LOG.warn(
                            "{} asks for HS256 but, being public, has no secret: its ID tokens are signed with RS256",
                            who);
                } else {
                    check(who, alg, client.get("client_secret"), lab);
                }
            }
        }
        for (Map<String, Object> api : seed.resourceServers()) {
            if (api.get("signing_alg") instanceof String alg) {
                check("the API " + api.get("identifier"), alg, api.get("signing_secret"), lab);
            }
        }
        if (!lab) {
            seed.users().forEach(SharedSecrets::refuseNamedKeys);
            seed.users().forEach(SharedSecrets::refuseVirtualPhones);
        }
    }

    private static void refuseNamedKeys(Seed.Person person) {
        for (Seed.Enrolled enrolled : person.factors()) {
            if (SecurityKeys.isNamed(enrolled.factor(), new Particulars(enrolled.particulars()))) {
                throw new ConfigurationError("the user " + person.userId() + " has a security_key, whose private key"
                        + " follows from its name: without the lab nobody could answer with it but who should not;"
                        + " leave it out");
            }
        }
    }

    private static void refuseVirtualPhones(Seed.Person person) {
        if (person.factors().stream().anyMatch(enrolled -> enrolled.factor().equals("push-notification"))) {
            throw new ConfigurationError(
                    "the user " + person.userId()
                            + " has a phone, which is a virtual one: without the lab there is nobody to answer with it; leave it out");
        }
    }

    /** @param secret null for one that is derived, which is long enough */
    private static void check(String who, String alg, @Nullable Object secret, boolean lab) {
        if (!BUILT.contains(alg)) {
            LOG.warn("{} asks for {}, which is not built: its tokens are signed with RS256", who, alg);
        } else if (alg.equals("HS256") && secret instanceof String text && length(text) < ENOUGH) {
            String problem = who + " signs tokens with HS256 and a secret of " + length(text)
                    + " bytes, fewer than the " + ENOUGH + " of RFC 7518: they can be forged by whoever guesses it";
            if (!lab) {
                throw new ConfigurationError(problem + "; give it a longer secret, or RS256");
            }
            LOG.warn(problem);
        }
    }

    private static int length(String secret) {
        return secret.getBytes(StandardCharsets.UTF_8).length;
    }
}
