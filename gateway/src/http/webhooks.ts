import type { IncomingMessage } from 'node:http';
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

const problem = (status: number, code: string, message: string): Reply => json(status, { code, message });

/**
 * Passes `/webhooks/<subgraph>/<rest>` on, byte for byte: signatures are over the raw body, and only the subgraph can
 * check them. The subgraph gets `<rest>` as its path.
 */
export const forwardWebhook = async (request: IncomingMessage, url: URL, { transports, maxBytes }: WebhookOptions): Promise<Reply> => {
  const [, , name = '', ...rest] = url.pathname.split('/');
  const transport = transports.get(name);
  if (transport === undefined || rest.length === 0) return problem(404, 'NOT_FOUND', 'Nothing listens here');
  if (request.method !== 'POST' && request.method !== 'GET') return problem(405, 'METHOD_NOT_ALLOWED', 'Only POST and GET are passed on');
  const rawBody = await readBody(request, maxBytes);
  if (rawBody === undefined) return problem(413, 'PAYLOAD_TOO_LARGE', `The body is larger than ${maxBytes} bytes`);
  const { status, body, contentType } = await transport.webhook({
    method: request.method,
    path: rest.join('/'),
    query: url.searchParams,
    headers: singleHeaders(request),
    rawBody,
  });
  return { status, ...(body === undefined ? {} : { body }), ...(contentType === undefined ? {} : { contentType }) };
};
