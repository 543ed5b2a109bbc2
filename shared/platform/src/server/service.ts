import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GraphQLError, parse, type DocumentNode, type ExecutionArgs } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import type { RunningContext } from './context';
import { unauthenticated } from '../graphql/context';
import { registry } from '../core/metrics';
import type { SubgraphRequest } from './subgraph-transport';

export type Service = { readonly port: number; readonly close: () => Promise<void> };

const maxBody = 4 * 1_024 * 1_024;
const closeGraceMilliseconds = 5_000;
const maxDrained = 8 * maxBody;

const graphqlBody = z.object({
  query: z.string().max(200_000),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

const subscriptionExtensions = z.object({ identity: z.string(), correlationId: z.string(), traceparent: z.string().optional() });

/** The body; undefined if it is too large. A body that is too large is still read, so that the client receives the response. */
const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBody) chunks.push(chunk);
    else chunks.length = 0;
    if (size > maxDrained) request.destroy();
  }
  return size > maxBody ? undefined : Buffer.concat(chunks);
};

type Answer = { readonly status: number; readonly body: string; readonly contentType?: string };

const answer = (response: ServerResponse, { status, body, contentType = 'application/json; charset=utf-8' }: Answer): void => {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(body);
};

const headerText = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

const urlOf = (request: IncomingMessage): URL => new URL(request.url ?? '/', 'http://service');

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const handleGraphql = async (context: RunningContext, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const raw = await readBody(request);
  if (raw === undefined) {
    answer(response, { status: 413, body: '{"errors":[{"message":"too large"}]}' });
    return;
  }
  const body = graphqlBody.safeParse(parseJson(raw.toString('utf8')));
  if (!body.success) {
    answer(response, { status: 400, body: '{"errors":[{"message":"not a GraphQL request"}]}' });
    return;
  }
  const traceparent = headerText(request, 'traceparent');
  const subgraphRequest: SubgraphRequest = {
    query: body.data.query,
    variables: body.data.variables ?? {},
    identity: headerText(request, 'x-identity') ?? '',
    correlationId: headerText(request, 'x-correlation-id') ?? 'none',
    ...(body.data.operationName == null ? {} : { operationName: body.data.operationName }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  const result = await context.transport.execute(subgraphRequest);
  answer(response, { status: 200, body: JSON.stringify(result) });
};

const handleWebhook = async (context: RunningContext, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const url = urlOf(request);
  const rawBody = await readBody(request);
  if (rawBody === undefined) {
    answer(response, { status: 413, body: '' });
    return;
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
  const path = url.pathname.replace(/^\/(webhooks\/)?/, '');
  const result = await context.transport.webhook({ method: request.method ?? 'GET', path, query: url.searchParams, headers, rawBody });
  answer(response, { status: result.status, body: result.body ?? '', contentType: result.contentType ?? 'text/plain; charset=utf-8' });
};

const route = async (context: RunningContext, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const url = urlOf(request);
  if (url.pathname === '/graphql' && request.method === 'POST') return handleGraphql(context, request, response);
  if (url.pathname === '/health/live') {
    answer(response, { status: 200, body: '{"status":"live"}' });
    return undefined;
  }
  if (url.pathname === '/health/ready') {
    const ready = await context.transport.isReady();
    answer(response, { status: ready ? 200 : 503, body: JSON.stringify({ status: ready ? 'ready' : 'not ready' }) });
    return undefined;
  }
  if (url.pathname === '/metrics') {
    answer(response, { status: 200, body: await registry.metrics(), contentType: registry.contentType });
    return undefined;
  }
  return handleWebhook(context, request, response);
};

type SubscriptionExtensions = {
  readonly query: string;
  readonly identity: string;
  readonly correlationId: string;
  readonly traceparent?: string;
};

const read = (query: string): DocumentNode | readonly [GraphQLError] => {
  try {
    return parse(query, { maxLexicalTokens: 20_000 });
  } catch (error) {
    return [error instanceof GraphQLError ? error : new GraphQLError('The query could not be parsed.')];
  }
};

/**
 * Serves graphql-ws for the subscriptions of the gateway. Every operation has its own signed identity. An error ends only its operation:
 * throwing would close the socket and all its other subscriptions.
 */
const serveSubscriptions = (context: RunningContext, sockets: WebSocketServer): { dispose: () => void | Promise<void> } =>
  useServer(
    {
      onSubscribe: (_connection, _id, { query, variables, operationName, extensions }): ExecutionArgs | readonly GraphQLError[] => {
        const parsed = subscriptionExtensions.safeParse(extensions);
        if (!parsed.success) return [unauthenticated()];
        const document = read(query);
        if (!('kind' in document)) return document;
        const contextValue = { ...parsed.data, query };
        const args = { schema: context.schema, document, contextValue, variableValues: variables ?? {} };
        return operationName == null ? args : { ...args, operationName };
      },
      subscribe: ({ contextValue, variableValues, operationName }) => {
        const parsed = contextValue as SubscriptionExtensions;
        return context.transport.subscribe({
          ...parsed,
          variables: variableValues ?? {},
          ...(operationName == null ? {} : { operationName }),
        });
      },
    },
    sockets,
  );

/** Serves a context over HTTP and graphql-ws, for a gateway in another process. */
export const serveContext = async (context: RunningContext, host: string, port: number): Promise<Service> => {
  const server = createServer((request, response) => {
    route(context, request, response).catch((error: unknown) => {
      context.log.error({ err: error }, 'request failed');
      if (!response.headersSent) answer(response, { status: 500, body: '{"errors":[{"message":"internal error"}]}' });
      else response.destroy();
    });
  });
  server.keepAliveTimeout = 65_000;
  const sockets = new WebSocketServer({ server, path: '/graphql', maxPayload: maxBody });
  const subscriptions = serveSubscriptions(context, sockets);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      await subscriptions.dispose();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeIdleConnections();
        // An unfinished request must not keep the service running.
        setTimeout(() => {
          server.closeAllConnections();
        }, closeGraceMilliseconds).unref();
      });
    },
  };
};
