import { useState } from 'react';
import { useStepUp } from './useStepUp.js';

const FIVE_MINUTES = 300;

/** What cannot be undone asks for a second factor that was shown in the last five minutes. */
export function CloseAccount() {
    const { hasMfa, isStale, requireMfa } = useStepUp();
    const [done, setDone] = useState(false);

    const close = async () => {
        if (!(await hasMfa()) || (await isStale(FIVE_MINUTES))) {
            await requireMfa();
        } else {
            setDone(true);
        }
    };

    return (
        <section>
            <h2>Close the account</h2>
            <button onClick={close}>Close account</button>
            {done && <output>Account closed</output>}
        </section>
    );
}
