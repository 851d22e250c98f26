import { useAuth0 } from '@auth0/auth0-vue';
import { computed } from 'vue';

const MULTI_FACTOR = 'http://schemas.openid.net/pape/policies/2007/06/multi-factor';

/** Step-up as a composable: has a second factor been shown, and if not, the way to show one and come back. */
export function useStepUp() {
    const { idTokenClaims, loginWithRedirect } = useAuth0();
    return {
        hasMfa: computed(() => idTokenClaims.value?.amr?.includes('mfa') ?? false),
        requireMfa: () => loginWithRedirect({ authorizationParams: { acr_values: MULTI_FACTOR } }),
    };
}
