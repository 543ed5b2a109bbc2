import type { IncomingMessage } from 'node:http';
import { headerOf } from './body';

/** The web origins that may call from a browser: exact origins, or `http://localhost:*` for any port. Empty by default. */
export type CorsOrigins = readonly string[];

const matches = (allowed: string, origin: string): boolean => {
  if (!allowed.endsWith(':*')) return allowed === origin;
  const start = allowed.slice(0, -1);
  return origin.startsWith(start) && /^\d{1,5}$/.test(origin.slice(start.length));
};

/** The headers that let an allowed origin read the response. No credentials: access tokens are sent in a header, not in cookies. */
export const corsHeaders = (request: IncomingMessage, origins: CorsOrigins): Readonly<Record<string, string>> => {
  const origin = headerOf(request, 'origin');
  if (origins.length === 0) return {};
  if (origin === undefined || !origins.some((allowed) => matches(allowed, origin))) return { vary: 'Origin' };
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    'access-control-allow-headers': 'authorization, content-type, x-cart-token, x-correlation-id, traceparent, apollo-require-preflight',
    'access-control-expose-headers': 'x-correlation-id',
    'access-control-max-age': '600',
  };
};
