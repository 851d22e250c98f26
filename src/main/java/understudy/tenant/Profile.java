package understudy.tenant;

import java.util.Locale;

/** How the tenant answers where Auth0's guide and a live tenant differ; each difference is one {@link Rule}. */
public enum Profile {
    /** As Auth0's MFA guide for developers shows it. */
    GUIDE,
    /** As a live tenant behaves. */
    TENANT;

    /** The header in which an answer names the rules it is relaxed by. */
    public static final String HEADER = "Understudy-Relaxed";

    /** Whether this profile departs from a live tenant in that rule. */
    public boolean relaxes(Rule rule) {
        return this == GUIDE;
    }

    /** The one table of all differences; a name is what the header {@code Understudy-Relaxed} says. */
    public enum Rule {
        ID_TOKEN_AMR(
                "the ID token's amr lists every method that was proven",
                "amr is [\"mfa\"], after a hosted challenge only"),
        STICKY_AMR("silent authentication and refresh keep amr and acr", "they lose them"),
        MFA_API_AMR("tokens of the MFA API's grants carry amr and acr", "they carry none"),
        ACCESS_TOKEN_AMR("access tokens carry amr and acr as the ID token does", "never"),
        PUSH_DENIED("a denied push is 403 invalid_grant", "it is 400 access_denied"),
        MFA_REQUIREMENTS(
                "mfa_required lists what can be asked or enrolled", "only when the tenant's setting asks for it"),
        MANAGEMENT_ALIASES("the guide's Management API calls work", "they are 404"),
        WEBAUTHN_API("WebAuthn can be enrolled and answered without a page", "it is 400");

        private final String guide;
        private final String tenant;

        Rule(String guide, String tenant) {
            this.guide = guide;
            this.tenant = tenant;
        }

        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** One sentence for a person: what this answer did, and what a live tenant does. */
        public String explained() {
            return "here " + guide + "; on a live tenant " + tenant;
        }
    }
}
