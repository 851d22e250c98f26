// What the bank says.

const CLAIMS = ['amr', 'acr'];

const page = (content) => `<!DOCTYPE html>
<html lang="en">
<head>
    <meta charset="utf-8">
    <title>A bank with guardian.js</title>
    <link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
    <h1>A bank with guardian.js</h1>
    ${content}
</main>
</body>
</html>
`;

export const html = {
    login: () => page(`
    <form method="post">
        <p><label>E-mail <input name="username" id="username"></label></p>
        <p><label>Password <input name="password" id="password" type="password"></label></p>
        <button data-action-button-primary="true">Log in</button>
    </form>`),

    secondFactor: ({ ticket, service, account }) => page(`
    <p id="said" role="status"></p>
    <p id="methods"></p>
    <p id="enrol" hidden><label>Your number <input id="number" type="tel"></label></p>
    <p id="scan" hidden>Scan this: <code id="uri"></code></p>
    <form id="verify" hidden>
        <p><label>Code <input id="code" autocomplete="one-time-code"></label> <button>Verify</button></p>
    </form>
    <section id="keep" hidden>
        <p>Keep this recovery code: <code id="recovery"></code></p>
        <button id="kept">I have kept it</button>
    </section>
    <script type="module" src="/page.js" id="guardian"
        data-ticket="${escaped(ticket)}" data-service="${escaped(service)}" data-account="${escaped(account)}"></script>`),

    account: (idToken) => {
        const claims = JSON.parse(Buffer.from(idToken.split('.')[1], 'base64url'));
        return page(`
    <p>Logged in</p>
    <dl>${CLAIMS.map((name) => claim(name, claims[name])).join('')}</dl>`);
    },

    failure: ({ error, error_description: description }) =>
        page(`<p role="alert">${escaped(`${error}: ${description}`)}</p>`),
};

const claim = (name, value) => `
        <dt>${name}</dt>
        <dd data-claim="${name}">${escaped(JSON.stringify(value) ?? 'absent')}</dd>`;

const escaped = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
