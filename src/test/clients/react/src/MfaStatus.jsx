import { useAuth0 } from '@auth0/auth0-react';
import { Fragment, useCallback, useEffect, useState } from 'react';

const CLAIMS = ['amr', 'acr', 'auth_time', 'iat'];

/** What the ID token says about how the person logged in; renewing it silently may change that. */
export function MfaStatus() {
    const { getAccessTokenSilently, getIdTokenClaims } = useAuth0();
    const [claims, setClaims] = useState();

    const show = useCallback(async () => setClaims(await getIdTokenClaims()), [getIdTokenClaims]);

    useEffect(() => {
        show();
    }, [show]);

    const renew = async () => {
        await getAccessTokenSilently({ cacheMode: 'off' });
        await show();
    };

    return (
        <section>
            <h2>How you logged in</h2>
            <dl>
                {claims && CLAIMS.map((name) => (
                    <Fragment key={name}>
                        <dt>{name}</dt>
                        <dd data-claim={name}>{JSON.stringify(claims[name]) ?? 'absent'}</dd>
                    </Fragment>
                ))}
            </dl>
            <button onClick={renew}>Renew silently</button>
        </section>
    );
}
