import { Auth0Provider } from '@auth0/auth0-react';
import { createRoot } from 'react-dom/client';
import { Bank } from './Bank.jsx';
import '../../harness/style.css';

const { domain, clientId } = await (await fetch('/config.json')).json();

createRoot(document.body.appendChild(document.createElement('main'))).render(
    <Auth0Provider
        domain={domain}
        clientId={clientId}
        authorizationParams={{ redirect_uri: window.location.origin, audience: 'https://api.example.test' }}
    >
        <Bank />
    </Auth0Provider>,
);
