// Understudy's own pages in a browser. Each part has a file of its own; all of them share one Understudy, or two.

import { describe } from 'node:test';
import { setStage } from '../harness/stage.mjs';
import { codes, codesByText, codesOfSeveral } from './codes.mjs';
import {
    hearing,
    looks,
    PAGES,
    PAGES_OF_SEVERAL,
    PAGES_OF_SUGGESTION,
    PAGES_OF_TEXTS,
    PAGES_OF_TWO_STEPS,
} from './looks.mjs';
import { phone } from './phone.mjs';
import { push } from './push.mjs';
import { reset } from './reset.mjs';
import { selectors, selectorsOfTwoSteps } from './selectors.mjs';
import { markup, markupOfTwoSteps, strangers } from './strangers.mjs';
import { APPLICATION, IDENTIFIER_FIRST, SEVERAL, SUGGESTING, TEXTING } from './visit.mjs';
import { ways, waysOfTwoSteps } from './ways.mjs';

describe('with name and password on one page', () => {
    const stage = setStage(APPLICATION);
    looks(stage, PAGES);
    hearing(stage);
    ways(stage);
    codes(stage);
    push(stage);
    reset(stage);
    phone(stage);
    selectors(stage);
    strangers(stage);
    markup(stage);
});

describe('with the name on one page and the password on the next', () => {
    const stage = setStage(IDENTIFIER_FIRST);
    looks(stage, PAGES_OF_TWO_STEPS);
    waysOfTwoSteps(stage);
    selectorsOfTwoSteps(stage);
    markupOfTwoSteps(stage);
});

describe('with the device itself suggested', () => {
    const stage = setStage(SUGGESTING);
    looks(stage, PAGES_OF_SUGGESTION);
});

describe('with texts and no calls', () => {
    const stage = setStage(TEXTING);
    looks(stage, PAGES_OF_TEXTS);
    codesByText(stage);
});

describe('with several numbers and addresses', () => {
    const stage = setStage(SEVERAL);
    looks(stage, PAGES_OF_SEVERAL);
    codesOfSeveral(stage);
});
