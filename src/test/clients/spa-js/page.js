// As much of a framework as these pages need.

export const at = (id) => document.getElementById(id);

export function say(text) {
    at('said').textContent = text;
}

/** What the ID token says about how the person logged in. */
export function show(claims) {
    for (const cell of document.querySelectorAll('[data-claim]')) {
        cell.textContent = JSON.stringify(claims[cell.dataset.claim]) ?? 'absent';
    }
}

/** What a button or a form does, itself or by its id, and not before this; if it fails, the page says why. */
export function on(control, action) {
    const element = typeof control === 'string' ? at(control) : control;
    element.addEventListener(element instanceof HTMLFormElement ? 'submit' : 'click', async (event) => {
        event.preventDefault();
        say('');
        try {
            await action();
        } catch (failure) {
            say(`${failure.error}: ${failure.message}`);
        }
    });
    if (element instanceof HTMLButtonElement) {
        element.disabled = false;
    }
}
