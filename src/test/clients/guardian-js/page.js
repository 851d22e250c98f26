// The bank's page for the second factor: it leaves asking and polling to guardian.js, and its server the signature.

import guardianJs from 'auth0-guardian-js';

const at = (id) => document.getElementById(id);
const { ticket, service, account } = at('guardian').dataset;
const query = new URLSearchParams(location.search); // what a test wants otherwise

const guardian = guardianJs({
    serviceUrl: service,
    ticket: query.get('ticket') ?? ticket,
    issuer: { label: 'The bank', name: 'bank' },
    accountLabel: account,
    globalTrackingId: 'bank-1',
    stateCheckingMechanism: query.get('mechanism') ?? 'polling',
});

guardian.start((failure, transaction) => (failure ? told(failure) : begin(transaction)));

function begin(transaction) {
    let isOver = false; // polling goes on all the same, and is refused
    transaction.on('error', (failure) => isOver || told(failure));
    transaction.on('timeout', () => {
        isOver = true;
        say('Timeout');
    });
    transaction.on('enrollment-complete', ({ recoveryCode, authRequired, enrollment }) => {
        say(`Enrolled${authRequired ? ', and to be asked' : ''}`);
        keep(recoveryCode);
        if (authRequired) {
            offer(enrollment.getAvailableAuthenticatorTypes(), (method) => ask(transaction, enrollment, method));
        }
    });
    transaction.on('auth-response', ({ accepted, recoveryCode, signature }) => {
        if (!accepted) {
            say('Rejected');
            return;
        }
        say('Accepted');
        keep(recoveryCode);
        const post = () => guardianJs.formPostHelper('/signed-in', { signature });
        if (at('keep').hidden) {
            post();
        } else {
            at('kept').onclick = post;
        }
    });
    if (transaction.isEnrolled()) {
        const [enrollment] = transaction.getEnrollments();
        say(`Enrolled as ${enrollment.getName() ?? enrollment.getPhoneNumber() ?? 'an app'}`);
        offer(enrollment.getAvailableAuthenticatorTypes(), (method) => ask(transaction, enrollment, method));
    } else {
        say('Not enrolled');
        at('enrol').hidden = false;
        offer(transaction.getAvailableEnrollmentMethods(), (method) => enrol(transaction, method));
    }
}

function enrol(transaction, method) {
    transaction.enroll(method, { phoneNumber: at('number').value }, (failure, step) => {
        if (failure) {
            told(failure);
            return;
        }
        at('uri').textContent = step.getUri() ?? '';
        at('scan').hidden = !step.getUri();
        if (method === 'push') {
            step.confirm({});
        } else {
            answer((code) => step.confirm({ otpCode: code }));
        }
        say(`Enrolling ${method}`);
    });
}

function ask(transaction, enrollment, method) {
    transaction.requestAuth(enrollment, { method }, (failure, step) => {
        if (failure) {
            told(failure);
            return;
        }
        if (method === 'push') {
            step.verify({});
        } else {
            answer((code) => step.verify({ otpCode: code, recoveryCode: code }));
        }
        say(`Asked by ${method}`);
    });
}

function offer(methods, choose) {
    at('methods').replaceChildren(
        ...methods.map((method) => {
            const button = document.createElement('button');
            button.textContent = method;
            button.onclick = () => choose(method);
            return button;
        }),
    );
}

function answer(send) {
    at('verify').hidden = false;
    at('verify').onsubmit = (event) => {
        event.preventDefault();
        say('');
        send(at('code').value);
    };
}

function keep(recoveryCode) {
    if (recoveryCode) {
        at('recovery').textContent = recoveryCode;
        at('keep').hidden = false;
    }
}

/** What polling hands out is superagent's error, everything else is guardian.js's own. */
function told(failure) {
    const { statusCode, errorCode } = failure.response?.body ?? failure;
    say([statusCode, errorCode ?? failure.message].filter(Boolean).join(' '));
}

function say(text) {
    at('said').textContent = text;
}
