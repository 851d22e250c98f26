'use client';

import { useUser } from '@auth0/nextjs-auth0';
import { Fragment } from 'react';

const CLAIMS = ['amr', 'acr', 'auth_time'];

/** What the session has kept of how the person logged in. */
export function MfaStatus() {
    const { user } = useUser();
    return (
        <section>
            <h2>How you logged in</h2>
            <dl>
                {user && CLAIMS.map((name) => (
                    <Fragment key={name}>
                        <dt>{name}</dt>
                        <dd data-claim={name}>{JSON.stringify(user[name]) ?? 'absent'}</dd>
                    </Fragment>
                ))}
            </dl>
        </section>
    );
}
