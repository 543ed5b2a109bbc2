import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap } from '@apollo/server';
import { GraphQLError, OperationTypeNode, type ExecutionResult } from 'graphql';
import { epochMilliseconds, type Clock } from '@marketplace/kernel';
import { boundedQueue } from '../core/bounded-queue';
import type { Metrics } from '../core/metrics';
import { refusal } from '../core/refusals';
import { traceFrom, type RequestContext } from '../identity/request-context';
import { onTokenExpiry, type Caller, type Identify } from '../identity/identity';
import { isAdmitted, type Admission, type Admitted } from '../operations/admission';
import type { Limits } from '../operations/limits';
import type { Operations } from '../operations/operations';
import type { Subscriptions } from '../subscriptions/subscriptions';
import type { HttpGraphQL } from './apollo';
import { headerOf } from './body';
import { badRequest, fromQuery, fromText, textOf, type Message } from './graphql-message';
import { negotiated, refused, type Headers, type Reply } from './reply';
import { formatFor, serverSentEvents, writeStream, type StreamFormat } from './streams';
import { coalescingKey, singleFlight } from './single-flight';

export type EndpointOptions = {
  readonly apollo: HttpGraphQL;
  readonly admission: Admission;
  readonly identify: Identify;
  readonly operations: Operations;
  readonly subscriptions: Subscriptions;
  readonly limits: Limits;
  readonly metrics: () => Metrics;
  readonly clock: Clock;
  readonly heartbeatMs: number;
};

/** Handles one request to `/graphql`. A stream is written here and leaves no reply to send. */
export type GraphQLEndpoint = (call: HttpCall) => Promise<Reply | 'streamed'>;

export type HttpCall = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly correlationId: string;
  /** The headers of every response. A stream writes them itself. */
  readonly headers: Headers;
};

/** The request headers that are passed to Apollo Server. No other header can change a response. */
const apolloHeaders = ['accept', 'content-type', 'apollo-require-preflight', 'x-apollo-operation-name'] as const;

const headersOf = (request: IncomingMessage): HeaderMap => {
  const headers = new HeaderMap();
  for (const name of apolloHeaders) {
    const value = headerOf(request, name);
    if (value !== undefined) headers.set(name, value);
  }
  return headers;
};

const singleResult = (result: ExecutionResult) => {
  const queue = boundedQueue<ExecutionResult>({ limit: 1 });
  queue.push(result);
  queue.end();
  return queue;
};

type Operation = { readonly admitted: Admitted; readonly requestContext: RequestContext };

/** Streams the results of an operation in the protocol that the client requested. */
const stream = async (
  options: EndpointOptions,
  { response, headers }: HttpCall,
  operation: Operation & { format: StreamFormat },
): Promise<'streamed'> => {
  const { operations, subscriptions, metrics, clock, heartbeatMs } = options;
  const { admitted, requestContext, format } = operation;
  const closeAsTooSlow = (): void => {
    metrics().slowClientClosed();
    response.destroy();
  };
  if (admitted.operation.operation !== OperationTypeNode.SUBSCRIPTION) {
    await writeStream(response, singleResult(await operations(admitted, requestContext)), { format, heartbeatMs, headers });
    return 'streamed';
  }
  const answer = await subscriptions.subscribe(admitted, requestContext, closeAsTooSlow);
  const results = 'next' in answer ? answer : singleResult(answer);
  const stop = onTokenExpiry(requestContext.caller, epochMilliseconds(clock()), () => {
    results.push({ errors: [refusal('UNAUTHENTICATED', 'The access token has expired')] });
    results.end();
  });
  try {
    await writeStream(response, results, { format, heartbeatMs, headers });
  } finally {
    stop();
  }
  return 'streamed';
};

/** A parsed request with its context. `flightKey` is set when it may be combined with identical requests. */
type ParsedRequest = { readonly message: Message; readonly requestContext: RequestContext; readonly flightKey: string | undefined };

/** Sets the correlation ID of the shared execution, which its errors carry too. */
const withCorrelationId = ({ correlationId }: RequestContext, reply: Reply): Reply => ({
  ...reply,
  headers: { ...reply.headers, 'x-correlation-id': correlationId },
});

const callerOf = ({ request }: HttpCall, identify: Identify): ReturnType<Identify> =>
  identify({ authorization: headerOf(request, 'authorization'), cartToken: headerOf(request, 'x-cart-token') });

const requestContextOf = ({ request, correlationId }: HttpCall, caller: Caller): RequestContext => ({
  caller,
  correlationId,
  ...traceFrom(headerOf(request, 'traceparent')),
});

const withNegotiation =
  (respond: GraphQLEndpoint): GraphQLEndpoint =>
  async (call) => {
    const reply = await respond(call);
    return reply === 'streamed' ? reply : negotiated(reply, headerOf(call.request, 'accept'));
  };

export const graphqlEndpoint = (options: EndpointOptions): GraphQLEndpoint => {
  const { apollo, admission, identify, limits, metrics } = options;
  const shared = singleFlight<Reply>({ onShared: () => metrics().coalesced() });

  const answer = async (call: HttpCall, { message, requestContext, flightKey }: ParsedRequest): Promise<Reply | 'streamed'> => {
    const { request, url } = call;
    const method = request.method ?? 'GET';
    const admitted = message.query === undefined ? undefined : admission.admit({ ...message, query: message.query });
    if (admitted !== undefined && !isAdmitted(admitted)) {
      metrics().refused(String(admitted[0]?.extensions['code']));
      return refused(admitted);
    }
    const kind = admitted?.operation.operation;
    const format = formatFor(headerOf(request, 'accept'));
    if (admitted !== undefined && kind === OperationTypeNode.SUBSCRIPTION) {
      if (format === undefined)
        return refused([refusal('STREAM_REQUIRED', 'Subscriptions require graphql-transport-ws, text/event-stream or multipart/mixed')]);
      return stream(options, call, { admitted, requestContext, format });
    }
    if (admitted !== undefined && format === serverSentEvents && (kind === OperationTypeNode.QUERY || method === 'POST')) {
      return stream(options, call, { admitted, requestContext, format });
    }
    const execute = (): Promise<Reply> =>
      apollo.answer(
        { method, headers: headersOf(request), search: url.search, body: message.body },
        { requestContext, ...(admitted === undefined ? {} : { admitted }) },
      );
    if (flightKey === undefined || kind !== OperationTypeNode.QUERY) return execute();
    return shared.join(flightKey, async () => withCorrelationId(requestContext, await execute()));
  };

  const authenticateAndAnswer = async (call: HttpCall, message: Message | Reply, flightKey?: string): Promise<Reply | 'streamed'> => {
    if ('status' in message) return message;
    const caller = await callerOf(call, identify);
    if (!(caller instanceof GraphQLError)) return answer(call, { message, requestContext: requestContextOf(call, caller), flightKey });
    metrics().refused(String(caller.extensions['code']));
    return { ...refused([caller]), headers: { 'www-authenticate': 'Bearer' } };
  };

  return withNegotiation(async (call) => {
    const { request, url } = call;
    if (request.method === 'GET') return authenticateAndAnswer(call, fromQuery(url));
    if (request.method !== 'POST') return { ...badRequest('Use GET or POST'), status: 405, headers: { allow: 'GET, POST' } };
    const text = await textOf(request, limits.maxBodyBytes);
    if (typeof text !== 'string') return text;
    const flightKey = coalescingKey(call, text);
    // Only queries wait for others to join, so a match is a query too.
    const joined = flightKey === undefined ? undefined : shared.waiting(flightKey);
    return joined ?? authenticateAndAnswer(call, fromText(text), flightKey);
  });
};
