// Everything that a suite needs, set up before its tests and taken down after them.

import { after, afterEach, before, beforeEach } from 'node:test';
import { serveApp } from './app.mjs';
import { keepScreenshot, launchBrowser } from './browser.mjs';
import { startUnderstudy } from './understudy.mjs';

const PATIENCE_MS = 20_000;

/**
 * Registers the hooks; called at the top of a test file, or of a describe.
 *
 * A built application is told in its /config.json where its tenant is, and that it is the tenant's demo-spa. Before
 * each test the tenant is as it was seeded.
 *
 * @param name names the folder of the pictures
 * @param folder the built application
 * @param flags what Understudy is started with
 * @param tls the application and the tenant it talks to are reached over https
 * @param mounts as serveApp takes them
 * @param serve instead of a folder: starts an application that brings its own server, for this Understudy
 * @returns understudy, lab, app; tenant: where the application goes; visit(): a person who has just opened the application, as a Playwright page
 */
export function setStage({ name, folder, flags = [], tls = false, mounts, serve }) {
    const stage = {};
    const visitors = [];

    before(async () => {
        [stage.understudy, stage.browser] = await Promise.all([startUnderstudy(...flags), launchBrowser()]);
        stage.lab = stage.understudy.lab;
        stage.tenant = tls ? stage.understudy.https : stage.understudy.http;
        const domain = tls ? stage.understudy.httpsDomain : stage.understudy.http;
        const config = { domain, clientId: 'demo-spa' };
        stage.app = await (serve ? serve(stage.understudy) : serveApp({ folder, config, tls, mounts }));
    });

    beforeEach(() => stage.lab.reset());

    afterEach(() => Promise.all(visitors.splice(0).map((page) => page.context().close())));

    after(async () => {
        await Promise.all([stage.app?.stop(), stage.browser?.close(), stage.understudy?.stop()]);
    });

    stage.visit = async (options) => {
        const page = await stage.browser.newPage({ ignoreHTTPSErrors: tls, ...options });
        visitors.push(page);
        page.context().setDefaultTimeout(PATIENCE_MS);
        await page.goto(stage.app.origin);
        return page;
    };
    stage.keep = (page, picture) => keepScreenshot(page, `${name}/${picture}`);
    return stage;
}
