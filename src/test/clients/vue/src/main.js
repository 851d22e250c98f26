import { createAuth0 } from '@auth0/auth0-vue';
import { createApp } from 'vue';
import Bank from './Bank.vue';
import '../../harness/style.css';

const { domain, clientId } = await (await fetch('/config.json')).json();

createApp(Bank)
    .use(createAuth0({ domain, clientId, authorizationParams: { redirect_uri: window.location.origin } }))
    .mount(document.body.appendChild(document.createElement('main')));
