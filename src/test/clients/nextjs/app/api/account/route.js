import { auth0 } from '../../../lib/auth0';
import { withMfa } from '../../../lib/stepUp';

export const DELETE = withMfa(auth0, (request, { user }) => Response.json({ closed: user.sub }), { within: 300 });
