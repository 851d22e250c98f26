"use strict";

// Conveniences only. Without any of this each page works: the server then says what is said here.
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
    window.PublicKeyCredential?.isUserVerifyingPlatformAuthenticatorAvailable?.()
        .then(available => tell("webauthn-platform-available", available), () => {});

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
            const wrong = inputs.filter(lacking);
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
    addEventListener("pageshow", () => all("form").forEach(form => delete form.dataset.sent));

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
