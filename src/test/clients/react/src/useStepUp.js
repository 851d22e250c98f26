import { useAuth0 } from '@auth0/auth0-react';
import { MULTI_FACTOR } from './stepUp.js';

/** Step-up as a hook, for what needs a second factor that was shown only just now. */
export function useStepUp() {
    const { getAccessTokenSilently, getIdTokenClaims, loginWithRedirect } = useAuth0();

    /** Was a second factor shown in this login? */
    const hasMfa = async () => (await getIdTokenClaims())?.amr?.includes('mfa') ?? false;

    /** Is the login older than that many seconds? Without an `auth_time` nobody can tell, so it is. */
    const isStale = async (seconds) => {
        const authTime = (await getIdTokenClaims())?.auth_time ?? 0;
        return Date.now() / 1000 - authTime > seconds;
    };

    /** Proves both factors anew. Tries it silently first; `max_age=0` makes sure that this cannot succeed unnoticed. */
    const requireMfa = async () => {
        const authorizationParams = { acr_values: MULTI_FACTOR, max_age: 0 };
        try {
            await getAccessTokenSilently({ authorizationParams, cacheMode: 'off' });
        } catch (refusal) {
            if (refusal.error !== 'login_required') {
                throw refusal;
            }
            await loginWithRedirect({ authorizationParams });
        }
    };

    return { hasMfa, isStale, requireMfa };
}
