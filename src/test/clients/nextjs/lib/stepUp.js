const MULTI_FACTOR = 'http://schemas.openid.net/pape/policies/2007/06/multi-factor';

/**
 * Wraps an API route, so that it answers only to people who have shown a second factor.
 *
 * @param within so many seconds ago at the most; without it, any time in this session
 */
export const withMfa = (auth0, route, { within } = {}) => async (request) => {
    const session = await auth0.getSession();
    if (!session) {
        return Response.json({ error: 'not_authenticated' }, { status: 401 });
    }
    const { amr, auth_time } = session.user;
    const fresh = within === undefined || auth_time > Date.now() / 1000 - within;
    if (!amr?.includes('mfa') || !fresh) {
        const refusal = { error: 'insufficient_user_authentication', acr_values: MULTI_FACTOR, max_age: within };
        return Response.json(refusal, { status: 403 });
    }
    return route(request, session);
};
