import { useAuth0 } from '@auth0/auth0-react';
import { useState } from 'react';
import { MULTI_FACTOR } from './stepUp.js';

/** Step-up as a basic check: who has not shown a second factor is sent to show one, and comes back. */
export function Transfer() {
    const { getIdTokenClaims, loginWithRedirect } = useAuth0();
    const [done, setDone] = useState(false);

    const transfer = async () => {
        const { amr } = await getIdTokenClaims();
        if (amr?.includes('mfa')) {
            setDone(true);
        } else {
            await loginWithRedirect({ authorizationParams: { acr_values: MULTI_FACTOR } });
        }
    };

    return (
        <section>
            <h2>Transfer funds</h2>
            <button onClick={transfer}>Transfer</button>
            {done && <output>Transferred</output>}
        </section>
    );
}
