'use client';

import { useUser } from '@auth0/nextjs-auth0';
import { useState } from 'react';
import { stepUpAddress } from '../lib/stepUp';

/** Calls the API, and goes to show a second factor if that is what it wants. */
export function Transfer() {
    const { user } = useUser();
    const [done, setDone] = useState(false);

    const transfer = async () => {
        const answer = await fetch('/api/transfer', { method: 'POST' });
        if (answer.ok) {
            setDone(true);
            return;
        }
        const { error, acr_values } = await answer.json();
        if (error === 'insufficient_user_authentication') {
            window.location.assign(stepUpAddress(acr_values, window.location.pathname));
        }
    };

    return (
        <section>
            <h2>Transfer funds</h2>
            <button onClick={transfer} disabled={!user}>Transfer</button>
            {done && <output>Transferred</output>}
        </section>
    );
}
