import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap } from '@apollo/server';
import { GraphQLError, OperationTypeNode, type ExecutionResult } from 'graphql';
import { epochMilliseconds, type Clock } from '@marketplace/kernel';
import { isAdmitted, type Admission, type Admitted } from './admission';
import type { HttpGraphQL } from './apollo';
import { headerOf } from './body';
import { boundedQueue } from './bounded-queue';
import { traceFrom, type Exchange } from './exchange';
import { badRequest, fromBody, fromQuery, type Message } from './graphql-message';
import type { Identify } from './identity';
import type { Limits } from './limits';
import type { Metrics } from './metrics';
import type { Operations } from './operations';
import { refusal } from './refusals';
import { refused, type Reply } from './reply';
import { formatFor, serverSentEvents, writeStream, type StreamFormat } from './streams';
import type { Subscriptions } from './subscriptions';
import { tokenEnd } from './token-end';

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
};

const headersOf = (request: IncomingMessage): HeaderMap =>
  new HeaderMap(Object.keys(request.headers).map((name) => [name, headerOf(request, name) ?? '']));

const single = (result: ExecutionResult) => {
  const queue = boundedQueue<ExecutionResult>({ limit: 1 });
  queue.push(result);
  queue.end();
  return queue;
};

type Operation = { readonly admitted: Admitted; readonly exchange: Exchange };

/** Answers an operation as a stream in the protocol that the client asked for. */
const stream = async (
  options: EndpointOptions,
  { response }: HttpCall,
  operation: Operation & { format: StreamFormat },
): Promise<'streamed'> => {
  const { operations, subscriptions, metrics, clock, heartbeatMs } = options;
  const { admitted, exchange, format } = operation;
  const tooSlow = (): void => {
    metrics().cut();
    response.destroy();
  };
  if (admitted.operation.operation !== OperationTypeNode.SUBSCRIPTION) {
    await writeStream(response, single(await operations(admitted, exchange)), { format, heartbeatMs });
    return 'streamed';
  }
  const answer = await subscriptions.subscribe(admitted, exchange, tooSlow);
  const results = 'next' in answer ? answer : single(answer);
  const stop = tokenEnd(exchange.caller, epochMilliseconds(clock()), () => {
    results.push({ errors: [refusal('UNAUTHENTICATED', 'The access token has expired')] });
    results.end();
  });
  await writeStream(response, results, { format, heartbeatMs });
  stop();
  return 'streamed';
};

export const graphqlEndpoint = (options: EndpointOptions): GraphQLEndpoint => {
  const { apollo, admission, identify, limits, metrics } = options;

  const answer = async (call: HttpCall, message: Message, exchange: Exchange): Promise<Reply | 'streamed'> => {
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
    return apollo.answer(
      { method, headers: headersOf(request), search: url.search, body: message.body },
      { exchange, ...(admitted === undefined ? {} : { admitted }) },
    );
  };

  return async (call) => {
    const { request, url, correlationId } = call;
    if (request.method !== 'POST' && request.method !== 'GET')
      return { ...badRequest('Use GET or POST'), status: 405, headers: { allow: 'GET, POST' } };
    const message = request.method === 'GET' ? fromQuery(url) : await fromBody(request, limits.maxBodyBytes);
    if ('status' in message) return message;
    const caller = await identify({ authorization: headerOf(request, 'authorization'), cartToken: headerOf(request, 'x-cart-token') });
    if (caller instanceof GraphQLError) {
      metrics().refused(String(caller.extensions['code']));
      return { ...refused([caller]), headers: { 'www-authenticate': 'Bearer' } };
    }
    return answer(call, message, { caller, correlationId, ...traceFrom(headerOf(request, 'traceparent')) });
  };
};
