const CLAIMS = ['amr', 'acr', 'auth_time', 'iat'];

/** The bank's one page: what it says to somebody with these claims, or to a stranger. */
export function page({ claims, done, failure }) {
    return `<!DOCTYPE html>
<html lang="en">
<head>
    <meta charset="utf-8">
    <title>A bank in Express</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
    <h1>A bank in Express</h1>
    ${failure ? `<p role="alert">${escaped(failure)}</p>` : ''}
    ${claims ? account(claims, done) : button('/login', 'Log in')}
</main>
</body>
</html>
`;
}

const account = (claims, done) => `
    <p>Logged in as ${escaped(claims.email)}</p>
    <section>
        <h2>How you logged in</h2>
        <dl>${CLAIMS.map((name) => claim(name, claims[name])).join('')}</dl>
    </section>
    <section>
        <h2>Transfer funds</h2>
        ${button('/transfer', 'Transfer')}
        ${done ? `<output>${escaped(done)}</output>` : ''}
    </section>
    <nav>${button('/logout', 'Log out')}</nav>`;

const claim = (name, value) => `
            <dt>${name}</dt>
            <dd data-claim="${name}">${escaped(JSON.stringify(value) ?? 'absent')}</dd>`;

const button = (path, text) => `<form action="${path}"><button>${text}</button></form>`;

const escaped = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
