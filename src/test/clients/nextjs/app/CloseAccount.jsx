'use client';

import { useUser } from '@auth0/nextjs-auth0';
import { useStepUp } from './useStepUp';

/** What cannot be undone asks for a login of the last five minutes, with a second factor. */
export function CloseAccount() {
    const { user } = useUser();
    const { done, call } = useStepUp('DELETE', '/api/account');
    return (
        <section>
            <h2>Close the account</h2>
            <button onClick={call} disabled={!user}>Close account</button>
            {done && <output>Account closed</output>}
        </section>
    );
}
