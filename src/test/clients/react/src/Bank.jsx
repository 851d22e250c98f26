import { useAuth0 } from '@auth0/auth0-react';
import { CloseAccount } from './CloseAccount.jsx';
import { MfaStatus } from './MfaStatus.jsx';
import { Transfer } from './Transfer.jsx';

export function Bank() {
    const { error, isAuthenticated, isLoading, loginWithRedirect, logout, user } = useAuth0();

    const leave = () => logout({ logoutParams: { returnTo: window.location.origin } });

    if (isLoading) {
        return <p>One moment…</p>;
    }
    return (
        <>
            <h1>A bank in React</h1>
            {error && <p role="alert">{error.message}</p>}
            {isAuthenticated ? (
                <>
                    <p>Logged in as {user.email}</p>
                    <MfaStatus />
                    <Transfer />
                    <CloseAccount />
                    <nav>
                        <button onClick={leave}>Log out</button>
                    </nav>
                </>
            ) : (
                <button onClick={() => loginWithRedirect()}>Log in</button>
            )}
        </>
    );
}
