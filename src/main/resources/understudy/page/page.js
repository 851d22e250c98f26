"use strict";

// Conveniences, and what only a script can do: ask for a key. Without any of this every other page works; the server then says
// what is said here.
(() => {
    const all = (selector, within = document) => [...within.querySelectorAll(selector)];

    // -------------------------------------------------------------------------------- what this browser can do

    const tell = (name, value) => {
        const field = document.getElementById(name);
        if (field) {
            field.value = String(Boolean(value));
        }
    };

    tell("js-available", true);
    tell("is-brave", navigator.brave);
    tell("webauthn-available", window.PublicKeyCredential);

    const verifiesByItself = Promise.resolve(window.PublicKeyCredential?.isUserVerifyingPlatformAuthenticatorAvailable?.())
        .then(Boolean, () => false);
    verifiesByItself.then(available => {
        tell("webauthn-platform-available", available);
        all("form[data-send-when-detected]").forEach(form => form.requestSubmit());
    });

    // ------------------------------------------------------------------------- what a key makes, and what it signs

    const bytes = text => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), char => char.charCodeAt(0));

    const base64url = buffer => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer)))
        .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

    const withBytes = keys => keys?.map(key => ({...key, id: bytes(key.id)}));

    // All of this by hand: older browsers lack the methods for it, and so do the credentials of password managers.
    const optionsOf = json => {
        const {challenge, user, excludeCredentials, allowCredentials, ...rest} = JSON.parse(json);
        return {
            ...rest,
            challenge: bytes(challenge),
            user: user && {...user, id: bytes(user.id)},
            excludeCredentials: withBytes(excludeCredentials),
            allowCredentials: withBytes(allowCredentials),
        };
    };

    const credential = ({id, rawId, type, authenticatorAttachment}, response) =>
        ({id, rawId: base64url(rawId), type, authenticatorAttachment, response});

    const made = response => ({
        clientDataJSON: base64url(response.clientDataJSON),
        attestationObject: base64url(response.attestationObject),
        transports: response.getTransports?.(),
    });

    const signed = response => ({
        clientDataJSON: base64url(response.clientDataJSON),
        authenticatorData: base64url(response.authenticatorData),
        signature: base64url(response.signature),
        userHandle: base64url(response.userHandle),
    });

    const CEREMONIES = {
        create: async options => {
            const key = await navigator.credentials.create(options);
            return credential(key, made(key.response));
        },
        get: async options => {
            const key = await navigator.credentials.get(options);
            return {
                ...credential(key, signed(key.response)),
                isUserVerifyingPlatformAuthenticatorAvailable: await verifiesByItself,
            };
        },
    };

    const sendAs = (form, action) => {
        if (!document.querySelector("form[data-sent]")) { // else something else was pressed while the key was awaited
            form.append(Object.assign(document.createElement("input"), {type: "hidden", name: "action", value: action}));
            form.submit();
        }
    };

    const showError = (form, {name, message}) => sendAs(form, `showError::${JSON.stringify({name, message})}`);

    const say = (form, what) => {
        const status = form.querySelector("[data-waiting]");
        status.textContent = status.dataset[what];
    };

    const ask = async (form, more = {}) => {
        const publicKey = optionsOf(form.dataset.publicKey);
        const answer = await CEREMONIES[form.dataset.ceremony]({publicKey, ...more});
        form.querySelector("[data-answer]").value = JSON.stringify(answer);
        sendAs(form, "default");
    };

    const perform = async form => {
        say(form, "waiting");
        form.dataset.performing = "true";
        try {
            await ask(form);
        } catch (error) {
            showError(form, error);
        }
    };

    // Where a key is one way among others, it is offered if there is one to ask, and what goes wrong leaves the page as it is.
    const offer = form => {
        const beside = new AbortController();
        form.hidden = false;
        form.addEventListener("submit", async event => {
            event.preventDefault();
            beside.abort();
            say(form, "waiting");
            try {
                await ask(form);
            } catch (error) {
                say(form, "failed");
            }
        });
        if (form.dataset.autofill) {
            PublicKeyCredential.isConditionalMediationAvailable?.()
                .then(available => available && ask(form, {mediation: "conditional", signal: beside.signal}))
                .catch(() => {});
        }
    };

    if (window.PublicKeyCredential) {
        all("form[data-ceremony][data-optional]").forEach(offer);
    }

    for (const form of all("form[data-ceremony]:not([data-optional])")) {
        form.addEventListener("submit", event => {
            event.preventDefault();
            if (!form.dataset.performing) {
                perform(form);
            }
        });
        if (!window.PublicKeyCredential) {
            showError(form, {name: "NotSupportedError", message: "This browser has no PublicKeyCredential."});
        }
    }

    // ------------------------------------------------------------------------ a device that answers somewhere else

    // The page asks at its own address. Nobody looks at a hidden one; whoever is told to slow down waits that long.
    const EVERY = 5000;

    const pause = reply => {
        const reset = Number(reply.headers.get("X-RateLimit-Reset")) * 1000 - Date.now();
        return reset > EVERY ? reset : EVERY;
    };

    const poll = async form => {
        if (document.hidden) {
            setTimeout(poll, EVERY, form);
            return;
        }
        try {
            const reply = await fetch(location.href, {headers: {Accept: "application/json"}});
            if (reply.ok && (await reply.json()).completed) {
                form.requestSubmit();
            } else if (reply.ok || reply.status === 429) {
                setTimeout(poll, pause(reply), form);
            } // else what was waited for is over: the button says so
        } catch {
            setTimeout(poll, EVERY, form); // the network may come back
        }
    };

    all("form[data-polling]").forEach(form => setTimeout(poll, EVERY, form));

    // ------------------------------------------------------------------------- what a form lacks before it is sent

    const MAIL = /^[^\s@]+@[^\s@]+$/;

    const lacking = input => {
        if (!input.value) {
            return "required";
        }
        return input.dataset.format === "email" && !MAIL.test(input.value.trim()) ? "invalid" : "";
    };

    const show = (input, lack) => {
        for (const error of all(".ulp-validator-error, .ulp-input-error-message", input.closest(".input-wrapper"))) {
            error.hidden = error.id !== `error-cs-${input.name}-${lack}`;
        }
        input.toggleAttribute("aria-invalid", false);
        input.removeAttribute("aria-describedby");
        if (lack) {
            input.setAttribute("aria-invalid", "true");
            input.setAttribute("aria-describedby", `error-cs-${input.name}-${lack}`);
        }
    };

    for (const form of all("form[data-form-primary]")) {
        const inputs = all(".input[required]", form);
        form.addEventListener("submit", event => {
            const wrong = event.submitter?.formNoValidate ? [] : inputs.filter(lacking);
            wrong.forEach(input => show(input, lacking(input)));
            if (wrong.length) {
                event.preventDefault();
                wrong[0].focus();
            }
        });
        inputs.forEach(input => input.addEventListener("input", () => show(input, "")));
    }

    // A second click must not send a form again whose first answer is on its way: a code opens the door once.
    for (const form of all("form")) {
        form.addEventListener("submit", event => {
            if (event.defaultPrevented || form.dataset.sent) {
                event.preventDefault();
            } else {
                form.dataset.sent = "true";
            }
        });
    }
    addEventListener("pageshow", event => {
        if (event.persisted) { // somebody has come back; a page that is only just loaded may have sent something already
            all("form").forEach(form => delete form.dataset.sent);
        }
    });

    // --------------------------------------------------------------------- a page that shows what happens meanwhile

    const watch = region => {
        const EVERY = 5000;
        const PATIENCE = 300;
        let shown = region.innerHTML;
        let loading = false;
        let soon;

        const seconds = () => all("[data-seconds]", region);
        const begun = () => seconds().forEach(count => count.dataset.until = performance.now() + count.dataset.seconds * 1000);

        const load = async () => {
            if (loading || document.hidden) {
                return;
            }
            loading = true;
            try {
                const answer = await fetch(region.dataset.live);
                const page = new DOMParser().parseFromString(await answer.text(), "text/html");
                const fresh = page.querySelector("[data-live]");
                if (fresh && fresh.innerHTML !== shown) {
                    renew(fresh);
                }
            } catch {
                // the server is away; it may come back
            } finally {
                loading = false;
            }
        };

        const renew = fresh => {
            const news = all("li[id]", fresh).some(item => !document.getElementById(item.id));
            const focused = region.contains(document.activeElement) && document.activeElement.id;
            shown = fresh.innerHTML;
            region.replaceChildren(...fresh.childNodes);
            begun();
            if (focused) {
                document.getElementById(focused)?.focus();
            }
            const status = document.querySelector("[data-news]");
            status.textContent = news ? status.dataset.news : "";
        };

        const later = () => {
            clearTimeout(soon);
            soon = setTimeout(load, PATIENCE);
        };

        begun();
        setInterval(() => seconds().forEach(count => {
            const left = Math.ceil((count.dataset.until - performance.now()) / 1000);
            count.textContent = Math.max(left, 0);
            if (left <= 0) {
                later();
            }
        }), 1000);
        setInterval(load, EVERY);
        addEventListener("visibilitychange", load);
        new EventSource(region.dataset.events).addEventListener("message", later);
    };

    all("[data-live]").forEach(watch);

    // ------------------------------------------------------------------------------------- passwords and codes

    for (const button of all("[data-action=toggle]")) {
        const input = button.parentElement.querySelector(".input");
        button.hidden = false;
        button.addEventListener("click", () => {
            input.type = input.type === "password" ? "text" : "password";
            all("span", button).forEach(label => label.hidden = !label.hidden);
        });
    }

    for (const button of all("[data-action=copy]")) {
        const code = document.getElementById(button.dataset.copy);
        const status = button.parentElement.querySelector("[role=status]");
        button.hidden = false;
        button.addEventListener("click", () => {
            getSelection().selectAllChildren(code); // where there is no clipboard, it is one key away
            navigator.clipboard?.writeText(code.textContent).then(() => status.textContent = status.dataset.done, () => {});
        });
    }
})();
