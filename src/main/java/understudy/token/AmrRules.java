package understudy.token;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import understudy.tenant.Profile;
import understudy.tenant.Profile.Rule;

/** Which {@code amr} an authorization may show, by the tenant's profile (DESIGN's profile table). */
final class AmrRules {

    private AmrRules() {}

    /**
     * @param amr what the token says; empty for no claim
     * @param relaxed the rules without which it would say something else
     */
    record Shown(List<String> amr, Set<Rule> relaxed) {

        boolean isMultiFactor() {
            return amr.contains("mfa");
        }
    }

    static Shown idToken(Authorization proven, Profile profile) {
        if (proven.amr().isEmpty()) {
            return new Shown(List.of(), Set.of());
        }
        if (!profile.relaxes(Rule.ID_TOKEN_AMR)) {
            boolean hosted = proven.occasion() == Authorization.Occasion.HOSTED && proven.hasSecondFactor();
            return new Shown(hosted ? List.of("mfa") : List.of(), Set.of());
        }
        Set<Rule> relaxed = EnumSet.of(Rule.ID_TOKEN_AMR);
        switch (proven.occasion()) {
            case MFA_API -> relaxed.add(Rule.MFA_API_AMR);
            case SESSION, EARLIER -> relaxed.add(Rule.STICKY_AMR);
            case TOKEN_ENDPOINT, HOSTED -> {}
        }
        return new Shown(proven.amr(), relaxed);
    }

    static Shown accessToken(Authorization proven, Profile profile) {
        return proven.amr().isEmpty() || !profile.relaxes(Rule.ACCESS_TOKEN_AMR)
                ? new Shown(List.of(), Set.of())
                : new Shown(proven.amr(), Set.of(Rule.ACCESS_TOKEN_AMR));
    }
}
