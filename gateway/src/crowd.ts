import type { IncomingMessage } from 'node:http';
import { headerOf } from './body';

type Asking = { readonly request: IncomingMessage; readonly url: URL };

/** A request with one of these is somebody's own: it says who asks, or under which name it wants to be traced. */
const personal = ['authorization', 'x-cart-token', 'x-correlation-id', 'traceparent'] as const;

/**
 * What makes two requests equal, or undefined for one that is nobody else's. Guests who bring nothing of their own are one
 * and the same caller to every subgraph; the text and these two headers are then all that their answer can depend on.
 */
export const crowdOf = ({ request, url }: Asking, text: string): string | undefined => {
  if (url.search !== '' || personal.some((name) => request.headers[name] !== undefined)) return undefined;
  return `${headerOf(request, 'accept') ?? ''}\n${headerOf(request, 'content-type') ?? ''}\n${text}`;
};
