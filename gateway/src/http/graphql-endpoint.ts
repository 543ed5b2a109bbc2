import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap } from '@apollo/server';
import { GraphQLError, OperationTypeNode, type ExecutionResult } from 'graphql';
import { epochMilliseconds, type Clock } from '@marketplace/kernel';
import { boundedQueue } from '../core/bounded-queue';
import type { Metrics } from '../core/metrics';
import { refusal } from '../core/refusals';
import { traceFrom, type RequestContext } from '../identity/request-context';
import { tokenEnd, type Caller, type Identify } from '../identity/identity';
import { isAdmitted, type Admission, type Admitted } from '../operations/admission';
import type { Limits } from '../operations/limits';
import type { Operations } from '../operations/operations';
import type { Subscriptions } from '../subscriptions/subscriptions';
import type { HttpGraphQL } from './apollo';
import { headerOf } from './body';
import { badRequest, fromQuery, fromText, textOf, type Message } from './graphql-message';
import { refused, type Headers, type Reply } from './reply';
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

/** One request to `/graphql`. A stream is written here; then there is no reply left to send. */
export type GraphQLEndpoint = (call: HttpCall) => Promise<Reply | 'streamed'>;

export type HttpCall = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly correlationId: string;
  /** What every answer has; a stream writes them itself. */
  readonly headers: Headers;
};

/** All that Apollo Server may know of a request's headers, so that nothing else of them can change an answer. */
const apolloHeaders = ['accept', 'content-type', 'apollo-require-preflight', 'x-apollo-operation-name'] as const;

const headersOf = (request: IncomingMessage): HeaderMap => {
  const headers = new HeaderMap();
  for (const name of apolloHeaders) {
    const value = headerOf(request, name);
    if (value !== undefined) headers.set(name, value);
  }
  return headers;
};

const single = (result: ExecutionResult) => {
  const queue = boundedQueue<ExecutionResult>({ limit: 1 });
  queue.push(result);
  queue.end();
  return queue;
};

type Operation = { readonly admitted: Admitted; readonly exchange: RequestContext };

/** Answers an operation as a stream in the protocol that the client asked for. */
const stream = async (
  options: EndpointOptions,
  { response, headers }: HttpCall,
  operation: Operation & { format: StreamFormat },
): Promise<'streamed'> => {
  const { operations, subscriptions, metrics, clock, heartbeatMs } = options;
  const { admitted, exchange, format } = operation;
  const tooSlow = (): void => {
    metrics().cut();
    response.destroy();
  };
  if (admitted.operation.operation !== OperationTypeNode.SUBSCRIPTION) {
    await writeStream(response, single(await operations(admitted, exchange)), { format, heartbeatMs, headers });
    return 'streamed';
  }
  const answer = await subscriptions.subscribe(admitted, exchange, tooSlow);
  const results = 'next' in answer ? answer : single(answer);
  const stop = tokenEnd(exchange.caller, epochMilliseconds(clock()), () => {
    results.push({ errors: [refusal('UNAUTHENTICATED', 'The access token has expired')] });
    results.end();
  });
  await writeStream(response, results, { format, heartbeatMs, headers });
  stop();
  return 'streamed';
};

/** What is asked, by whom, and the crowd that may ask the same with it. */
type Question = { readonly message: Message; readonly exchange: RequestContext; readonly crowd: string | undefined };

/** Its errors name the one execution; so does its header, for everybody who waited for it. */
const namedAfter = ({ correlationId }: RequestContext, reply: Reply): Reply => ({
  ...reply,
  headers: { ...reply.headers, 'x-correlation-id': correlationId },
});

const callerOf = ({ request }: HttpCall, identify: Identify): ReturnType<Identify> =>
  identify({ authorization: headerOf(request, 'authorization'), cartToken: headerOf(request, 'x-cart-token') });

const exchangeOf = ({ request, correlationId }: HttpCall, caller: Caller): RequestContext => ({
  caller,
  correlationId,
  ...traceFrom(headerOf(request, 'traceparent')),
});

export const graphqlEndpoint = (options: EndpointOptions): GraphQLEndpoint => {
  const { apollo, admission, identify, limits, metrics } = options;
  const shared = singleFlight<Reply>({ onShared: () => metrics().shared() });

  const answer = async (call: HttpCall, { message, exchange, crowd }: Question): Promise<Reply | 'streamed'> => {
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
        return refused([refusal('STREAM_REQUIRED', 'Subscribe over graphql-transport-ws, text/event-stream or multipart/mixed')]);
      return stream(options, call, { admitted, exchange, format });
    }
    if (admitted !== undefined && format === serverSentEvents && (kind === OperationTypeNode.QUERY || method === 'POST')) {
      return stream(options, call, { admitted, exchange, format });
    }
    const ask = (): Promise<Reply> =>
      apollo.answer(
        { method, headers: headersOf(request), search: url.search, body: message.body },
        { exchange, ...(admitted === undefined ? {} : { admitted }) },
      );
    if (crowd === undefined || kind !== OperationTypeNode.QUERY) return ask();
    return shared.join(crowd, async () => namedAfter(exchange, await ask()));
  };

  const answerAs = async (call: HttpCall, message: Message | Reply, crowd?: string): Promise<Reply | 'streamed'> => {
    if ('status' in message) return message;
    const caller = await callerOf(call, identify);
    if (!(caller instanceof GraphQLError)) return answer(call, { message, exchange: exchangeOf(call, caller), crowd });
    metrics().refused(String(caller.extensions['code']));
    return { ...refused([caller]), headers: { 'www-authenticate': 'Bearer' } };
  };

  return async (call) => {
    const { request, url } = call;
    if (request.method === 'GET') return answerAs(call, fromQuery(url));
    if (request.method !== 'POST') return { ...badRequest('Use GET or POST'), status: 405, headers: { allow: 'GET, POST' } };
    const text = await textOf(request, limits.maxBodyBytes);
    if (typeof text !== 'string') return text;
    const crowd = coalescingKey(call, text);
    // Only queries are put up for others to join, so whoever finds one here has asked a query too.
    const answered = crowd === undefined ? undefined : shared.waiting(crowd);
    return answered ?? answerAs(call, fromText(text), crowd);
  };
};
