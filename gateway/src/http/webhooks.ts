import type { IncomingMessage } from 'node:http';
import { defined } from '@marketplace/kernel';
import type { SubgraphTransport } from '@marketplace/platform';
import { headerOf, readBody } from './body';
import { json, type Reply } from './reply';

export type WebhookOptions = { readonly transports: ReadonlyMap<string, SubgraphTransport>; readonly maxBytes: number };

const singleHeaders = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.keys(request.headers).flatMap((name) => {
      const value = headerOf(request, name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );

const errorReply = (status: number, code: string, message: string): Reply => json(status, { code, message });

/**
 * Forwards `/webhooks/<subgraph>/<rest>` to `<rest>` of the subgraph, byte for byte: signatures cover the raw body, and only
 * the subgraph can verify them.
 */
export const forwardWebhook = async (request: IncomingMessage, url: URL, { transports, maxBytes }: WebhookOptions): Promise<Reply> => {
  const [, , name = '', ...rest] = url.pathname.split('/');
  const transport = transports.get(name);
  if (transport === undefined || rest.length === 0) return errorReply(404, 'NOT_FOUND', 'Not found');
  if (request.method !== 'POST' && request.method !== 'GET') return errorReply(405, 'METHOD_NOT_ALLOWED', 'Use GET or POST');
  const rawBody = await readBody(request, maxBytes);
  if (rawBody === undefined) return errorReply(413, 'PAYLOAD_TOO_LARGE', `The body is larger than ${maxBytes} bytes`);
  const { status, body, contentType } = await transport.webhook({
    method: request.method,
    path: rest.join('/'),
    query: url.searchParams,
    headers: singleHeaders(request),
    rawBody,
  });
  return { status, ...defined({ body, contentType }) };
};
