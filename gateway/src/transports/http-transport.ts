import type { ExecutionResult } from 'graphql';
import { Pool } from 'undici';
import type { SubgraphRequest, SubgraphTransport, WebhookRequest, WebhookResponse } from '@marketplace/platform';
import { unavailable } from './availability';
import { upstreamSocket } from './upstream-socket';

export type HttpTransportOptions = {
  readonly name: string;
  /** Where the subgraph listens, such as `http://orders:4000`; its endpoints are under it. */
  readonly url: string;
  readonly timeoutMs?: number;
  readonly maxResponseBytes?: number;
  readonly connections?: number;
  /** Events of one subscription that may wait to be joined; with one more it is cut and its clients resume. */
  readonly maxQueuedEvents?: number;
};

/** Faults of the way, not of the subgraph: nobody was there, or nobody answered in time. */
const wayFaults: ReadonlySet<unknown> = new Set([
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

const isWayFault = (error: unknown): boolean => typeof error === 'object' && error !== null && 'code' in error && wayFaults.has(error.code);

const isResult = (value: unknown): value is ExecutionResult =>
  typeof value === 'object' && value !== null && ('data' in value || 'errors' in value);

const traceHeaders = ({ identity, correlationId, traceparent }: SubgraphRequest): Record<string, string> => ({
  'content-type': 'application/json',
  accept: 'application/json',
  'x-identity': identity,
  'x-correlation-id': correlationId,
  ...(traceparent === undefined ? {} : { traceparent }),
});

const unavailableStatus = (status: number): boolean => status === 502 || status === 503 || status === 504;

const forwardable = ({ headers }: WebhookRequest): Record<string, string> => {
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

/** The way to one subgraph. */
type Way = { readonly name: string; readonly pool: Pool; readonly prefix: string };

const executeOver = async ({ name, pool, prefix }: Way, request: SubgraphRequest): Promise<ExecutionResult> => {
  const { query, operationName, variables } = request;
  try {
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: `${prefix}/graphql`,
      headers: traceHeaders(request),
      body: JSON.stringify({ query, operationName, variables }),
    });
    if (unavailableStatus(statusCode)) {
      await body.dump();
      return { errors: [unavailable(name)] };
    }
    const result = JSON.parse(await body.text()) as unknown;
    if (isResult(result)) return result;
    throw new Error(`${name} answered ${statusCode} with something that is no GraphQL result`);
  } catch (error) {
    if (isWayFault(error)) return { errors: [unavailable(name)] };
    throw error;
  }
};

const webhookOver = async ({ pool, prefix }: Way, request: WebhookRequest): Promise<WebhookResponse> => {
  const query = request.query.toString();
  try {
    const { statusCode, headers, body } = await pool.request({
      method: request.method === 'GET' ? 'GET' : 'POST',
      path: `${prefix}/webhooks/${request.path}${query === '' ? '' : `?${query}`}`,
      headers: forwardable(request),
      ...(request.method === 'GET' ? {} : { body: request.rawBody }),
    });
    const contentType = headers['content-type'];
    return { status: statusCode, body: await body.text(), ...(typeof contentType === 'string' ? { contentType } : {}) };
  } catch (error) {
    // Senders of webhooks try again after a 503.
    if (isWayFault(error)) return { status: 503, body: JSON.stringify({ code: 'SUBGRAPH_UNAVAILABLE' }), contentType: 'application/json' };
    throw error;
  }
};

const isReadyOver = async ({ pool, prefix }: Way): Promise<boolean> => {
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

/** Reaches a subgraph over HTTP with kept connections, and over one shared WebSocket for all its subscriptions. */
export const httpTransport = (options: HttpTransportOptions): SubgraphTransport => {
  const { name, timeoutMs = 10_000, maxResponseBytes = 16_777_216, connections = 64, maxQueuedEvents = 1_000 } = options;
  const base = new URL(options.url);
  const prefix = base.pathname.replace(/\/+$/, '');
  const pool = new Pool(base.origin, {
    connections,
    // One request at a time on a connection: a slow fetch must not hold up those behind it.
    pipelining: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connectTimeout: Math.min(timeoutMs, 3_000),
    keepAliveTimeout: 30_000,
    maxResponseSize: maxResponseBytes,
  });
  const way: Way = { name, pool, prefix };
  const socketUrl = `${base.origin.replace(/^http/, 'ws')}${prefix}/graphql`;
  const socket = upstreamSocket({ url: socketUrl, maxQueuedEvents, unavailable: () => unavailable(name) });
  return {
    name,
    execute: (request) => executeOver(way, request),
    subscribe: (request) => Promise.resolve(socket.subscribe(request)),
    webhook: (request) => webhookOver(way, request),
    isReady: () => isReadyOver(way),
    close: async () => {
      await socket.close();
      await pool.close();
    },
  };
};
