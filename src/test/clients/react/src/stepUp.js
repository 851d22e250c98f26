/** Asks Auth0 for a second factor: the value that `acr_values` takes, and that the claim `acr` answers with. */
export const MULTI_FACTOR = 'http://schemas.openid.net/pape/policies/2007/06/multi-factor';
