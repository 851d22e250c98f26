export const MULTI_FACTOR = 'http://schemas.openid.net/pape/policies/2007/06/multi-factor';

/** Wraps an API route, so that it answers only to people who have shown a second factor. */
export const withMfa = (auth0, route) => async (request) => {
    const session = await auth0.getSession();
    if (!session) {
        return Response.json({ error: 'not_authenticated' }, { status: 401 });
    }
    if (!session.user.amr?.includes('mfa')) {
        return Response.json({ error: 'insufficient_user_authentication', acr_values: MULTI_FACTOR }, { status: 403 });
    }
    return route(request, session);
};

/** Where a browser goes to show one, and then comes back to this page. */
export const stepUpAddress = (acr_values, returnTo) => `/auth/login?${new URLSearchParams({ acr_values, returnTo })}`;
