import { auth0 } from './lib/auth0';

/** Mounts the SDK's routes: /auth/login, /auth/callback, /auth/profile, /auth/logout. */
export const proxy = (request) => auth0.middleware(request);

export const config = { matcher: ['/((?!_next/static|_next/image|favicon.ico).*)'] };
