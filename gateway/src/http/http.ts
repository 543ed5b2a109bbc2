import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { SubgraphTransport } from '@marketplace/platform';
import type { Metrics } from '../core/metrics';
import { correlationIdFrom } from '../identity/request-context';
import { maskedFault } from '../operations/faults';
import type { Limits } from '../operations/limits';
import type { Health } from '../transports/health';
import { headerOf } from './body';
import { corsHeaders, type CorsOrigins } from './cors';
import { readinessReply, servicesReply, type ServiceDescription } from './degradation';
import type { GraphQLEndpoint, HttpCall } from './graphql-endpoint';
import { json, sendReply, text, type Headers, type Reply } from './reply';
import { forwardWebhook } from './webhooks';

export type HttpOptions = {
  readonly graphql: GraphQLEndpoint;
  readonly transports: ReadonlyMap<string, SubgraphTransport>;
  readonly health: Health;
  readonly services: readonly ServiceDescription[];
  /** Names of the subgraphs that do not affect readiness. */
  readonly optional: readonly string[];
  readonly metrics: () => Metrics;
  readonly page: Reply;
  readonly limits: Limits;
  readonly corsOrigins: CorsOrigins;
  readonly isDraining: () => boolean;
  readonly log: Logger;
};

/** The security headers of every response. The page at `/` allows its own style and script in addition. */
const securityHeaders = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
} as const;

const readiness = (options: HttpOptions): Promise<Reply> | Reply =>
  options.isDraining() ? json(503, { ready: false, draining: true }) : readinessReply(options);

const metricsReply = async ({ exposition, contentType }: Metrics): Promise<Reply> => ({
  status: 200,
  contentType,
  body: await exposition(),
});

const route = (call: HttpCall, options: HttpOptions): Promise<Reply | 'streamed'> | Reply => {
  const { request, url } = call;
  if (request.method === 'OPTIONS') return { status: 204 };
  if (url.pathname === '/graphql') return options.graphql(call);
  if (url.pathname.startsWith('/webhooks/')) {
    return forwardWebhook(request, url, { transports: options.transports, maxBytes: options.limits.maxWebhookBytes });
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return text(405, 'Method not allowed');
  if (url.pathname === '/') return options.page;
  if (url.pathname === '/health/live') return json(200, { live: true });
  if (url.pathname === '/health/ready') return readiness(options);
  if (url.pathname === '/health/services') return servicesReply(options);
  if (url.pathname === '/metrics') return metricsReply(options.metrics());
  return text(404, 'Not found');
};

/** The parsed URL of nearly every request, so that it is not parsed again for each one. */
const graphqlUrl = new URL('/graphql', 'http://gateway');

const urlOf = ({ url = '/' }: IncomingMessage): URL | undefined => {
  if (url === '/graphql') return graphqlUrl;
  // A path that starts with two slashes would be read as a host.
  const target = url.replace(/^\/+/, '/');
  return URL.canParse(target, 'http://gateway') ? new URL(target, 'http://gateway') : undefined;
};

/** Answers every request, with the common headers and a correlation ID, even after an unexpected error. */
const handle = async (request: IncomingMessage, response: ServerResponse, options: HttpOptions): Promise<void> => {
  const correlationId = correlationIdFrom(headerOf(request, 'x-correlation-id'));
  const headers: Headers = { ...securityHeaders, ...corsHeaders(request, options.corsOrigins), 'x-correlation-id': correlationId };
  try {
    const url = urlOf(request);
    const reply = url === undefined ? text(400, 'Bad request') : await route({ request, response, url, correlationId, headers }, options);
    if (reply === 'streamed') return;
    // The rest of an unread body must not be parsed as the next request.
    const isLast = !request.complete || options.isDraining();
    sendReply(response, reply, isLast ? { ...headers, connection: 'close' } : headers);
  } catch (error) {
    if (request.destroyed && !request.complete) return;
    options.log.error({ err: error, correlationId, path: request.url?.split('?')[0] }, 'a request failed');
    if (response.headersSent) response.destroy();
    else sendReply(response, json(500, { errors: [maskedFault(correlationId).toJSON()] }), headers);
  }
};

/** The HTTP server; it does not listen yet. */
export const httpServer = (options: HttpOptions): Server =>
  createServer(
    {
      requestTimeout: 30_000,
      headersTimeout: 10_000,
      keepAliveTimeout: 65_000,
      maxHeaderSize: 16_384,
      // An offer of another protocol, such as h2c, is ignored: the request is answered over HTTP/1.1 (RFC 9110, section 7.8).
      shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === 'websocket',
    },
    (request, response) => {
      void handle(request, response, options);
    },
  );
