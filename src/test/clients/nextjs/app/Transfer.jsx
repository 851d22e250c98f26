'use client';

import { useUser } from '@auth0/nextjs-auth0';
import { useStepUp } from './useStepUp';

export function Transfer() {
    const { user } = useUser();
    const { done, call } = useStepUp('POST', '/api/transfer');
    return (
        <section>
            <h2>Transfer funds</h2>
            <button onClick={call} disabled={!user}>Transfer</button>
            {done && <output>Transferred</output>}
        </section>
    );
}
