import { bootstrapApplication } from '@angular/platform-browser';
import { provideAuth0 } from '@auth0/auth0-angular';
import { Bank } from './bank';

const { domain, clientId } = await (await fetch('/config.json')).json();

await bootstrapApplication(Bank, {
    providers: [provideAuth0({ domain, clientId, authorizationParams: { redirect_uri: window.location.origin } })],
});
