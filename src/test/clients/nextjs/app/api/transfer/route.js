import { auth0 } from '../../../lib/auth0';
import { withMfa } from '../../../lib/stepUp';

export const POST = withMfa(auth0, (request, { user }) => Response.json({ transferred: 5000, by: user.sub }));
