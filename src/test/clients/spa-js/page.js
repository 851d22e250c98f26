// As much of a framework as these pages need.

export const at = (id) => document.getElementById(id);

export function say(text) {
    at('said').textContent = text;
}

/** What a button or a form does; if it fails, the page says why. */
export function on(id, action) {
    at(id).addEventListener(at(id) instanceof HTMLFormElement ? 'submit' : 'click', async (event) => {
        event.preventDefault();
        say('');
        try {
            await action();
        } catch (failure) {
            say(`${failure.error}: ${failure.message}`);
        }
    });
}
