import type { ExecutionResult } from 'graphql';
import { Pool } from 'undici';
import type { SubgraphRequest, SubgraphTransport, WebhookRequest, WebhookResponse } from '@marketplace/platform';
import { unavailable } from './availability';
import { upstreamSocket } from './upstream-socket';

export type HttpTransportOptions = {
  readonly name: string;
  /** The base URL of the subgraph, such as `http://orders:4000`. */
  readonly url: string;
  readonly timeoutMs?: number;
  readonly maxResponseBytes?: number;
  readonly connections?: number;
  /** The maximum number of queued events of one subscription. When it is exceeded, the subscription ends and clients resume. */
  readonly maxQueuedEvents?: number;
};

/** Error codes of the connection, not of the subgraph: it is unreachable or did not respond in time. */
const connectionErrorCodes: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_SOCKET',
]);

const isConnectionError = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && connectionErrorCodes.has(error.code);

const isResult = (value: unknown): value is ExecutionResult =>
  typeof value === 'object' && value !== null && ('data' in value || 'errors' in value);

const requestHeaders = ({ identity, correlationId, traceparent }: SubgraphRequest): Record<string, string> => ({
  'content-type': 'application/json',
  accept: 'application/json',
  'x-identity': identity,
  'x-correlation-id': correlationId,
  ...(traceparent === undefined ? {} : { traceparent }),
});

const isUnavailableStatus = (status: number): boolean => status === 502 || status === 503 || status === 504;

const forwardedHeaders = ({ headers }: WebhookRequest): Record<string, string> => {
  const hopByHop = new Set([
    'connection',
    'content-length',
    'expect',
    'host',
    'keep-alive',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
  ]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));
};

/** The connection pool of one subgraph. */
type SubgraphConnection = { readonly name: string; readonly pool: Pool; readonly prefix: string };

const executeOver = async ({ name, pool, prefix }: SubgraphConnection, request: SubgraphRequest): Promise<ExecutionResult> => {
  const { query, operationName, variables } = request;
  try {
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: `${prefix}/graphql`,
      headers: requestHeaders(request),
      body: JSON.stringify({ query, operationName, variables }),
    });
    if (isUnavailableStatus(statusCode)) {
      await body.dump();
      return { errors: [unavailable(name)] };
    }
    const result = JSON.parse(await body.text()) as unknown;
    if (isResult(result)) return result;
    throw new Error(`${name} answered ${statusCode} without a GraphQL result`);
  } catch (error) {
    if (isConnectionError(error)) return { errors: [unavailable(name)] };
    throw error;
  }
};

const webhookOver = async ({ pool, prefix }: SubgraphConnection, request: WebhookRequest): Promise<WebhookResponse> => {
  const query = request.query.toString();
  try {
    const { statusCode, headers, body } = await pool.request({
      method: request.method === 'GET' ? 'GET' : 'POST',
      path: `${prefix}/webhooks/${request.path}${query === '' ? '' : `?${query}`}`,
      headers: forwardedHeaders(request),
      ...(request.method === 'GET' ? {} : { body: request.rawBody }),
    });
    const contentType = headers['content-type'];
    return { status: statusCode, body: await body.text(), ...(typeof contentType === 'string' && { contentType }) };
  } catch (error) {
    // Webhook senders retry after a 503.
    if (isConnectionError(error))
      return { status: 503, body: JSON.stringify({ code: 'SUBGRAPH_UNAVAILABLE' }), contentType: 'application/json' };
    throw error;
  }
};

const isReadyOver = async ({ pool, prefix }: SubgraphConnection): Promise<boolean> => {
  try {
    const { statusCode, body } = await pool.request({
      method: 'GET',
      path: `${prefix}/health/ready`,
      headersTimeout: 2_000,
      bodyTimeout: 2_000,
    });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
};

/** Reaches a subgraph over pooled HTTP connections, and over one shared WebSocket for all its subscriptions. */
export const httpTransport = (options: HttpTransportOptions): SubgraphTransport => {
  const { name, timeoutMs = 10_000, maxResponseBytes = 16_777_216, connections = 64, maxQueuedEvents = 1_000 } = options;
  const base = new URL(options.url);
  const prefix = base.pathname.replace(/\/+$/, '');
  const pool = new Pool(base.origin, {
    connections,
    // One request at a time per connection, so that a slow fetch does not block others.
    pipelining: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connectTimeout: Math.min(timeoutMs, 3_000),
    keepAliveTimeout: 30_000,
    maxResponseSize: maxResponseBytes,
  });
  const connection: SubgraphConnection = { name, pool, prefix };
  const socketUrl = `${base.origin.replace(/^http/, 'ws')}${prefix}/graphql`;
  const socket = upstreamSocket({ url: socketUrl, maxQueuedEvents, unavailable: () => unavailable(name) });
  return {
    name,
    execute: (request) => executeOver(connection, request),
    subscribe: (request) => Promise.resolve(socket.subscribe(request)),
    webhook: (request) => webhookOver(connection, request),
    isReady: () => isReadyOver(connection),
    close: async () => {
      await socket.close();
      await pool.close();
    },
  };
};
