'use client';

import { useState } from 'react';

/**
 * For an API route that may want a second factor: calls it, and takes the person to show one if it does.
 *
 * @returns done: the route has answered; call(): calls it
 */
export function useStepUp(method, path) {
    const [done, setDone] = useState(false);

    const call = async () => {
        const answer = await fetch(path, { method });
        if (answer.ok) {
            setDone(true);
            return;
        }
        const { error, ...wanted } = await answer.json(); // acr_values, and max_age if it has to be fresh
        if (error === 'insufficient_user_authentication') {
            const parameters = new URLSearchParams({ ...wanted, returnTo: window.location.pathname });
            window.location.assign(`/auth/login?${parameters}`);
        }
    };

    return { done, call };
}
