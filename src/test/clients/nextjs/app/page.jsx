import { auth0 } from '../lib/auth0';
import { CloseAccount } from './CloseAccount';
import { MfaStatus } from './MfaStatus';
import { Transfer } from './Transfer';

export default async function Bank() {
    const session = await auth0.getSession();
    return (
        <>
            <h1>A bank in Next.js</h1>
            {session ? (
                <>
                    <p>Logged in as {session.user.email}</p>
                    <MfaStatus />
                    <Transfer />
                    <CloseAccount />
                    <nav>
                        <form action="/auth/logout">
                            <button>Log out</button>
                        </form>
                    </nav>
                </>
            ) : (
                <form action="/auth/login">
                    <button>Log in</button>
                </form>
            )}
        </>
    );
}
