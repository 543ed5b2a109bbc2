import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { BoundedQueue } from '../core/bounded-queue';
import type { Headers } from './reply';

/** The format of a stream of results in one HTTP response. */
export type StreamFormat = {
  readonly contentType: string;
  readonly result: (result: ExecutionResult) => string;
  readonly heartbeat: string;
  readonly end: string;
};

const part = (content: string): string => `\r\n--graphql\r\ncontent-type: application/json; charset=utf-8\r\n\r\n${content}`;

/** Apollo's multipart protocol for subscriptions over HTTP. */
const multipart: StreamFormat = {
  contentType: 'multipart/mixed; boundary="graphql"; subscriptionSpec=1.0',
  result: (result) => part(JSON.stringify({ payload: result })),
  heartbeat: part('{}'),
  end: '\r\n--graphql--\r\n',
};

/** GraphQL over Server-Sent Events, one operation per connection. */
export const serverSentEvents: StreamFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  result: (result) => `event: next\ndata: ${JSON.stringify(result)}\n\n`,
  heartbeat: ':\n\n',
  end: 'event: complete\ndata:\n\n',
};

/** The streaming format that the Accept header requests, if any. */
export const formatFor = (accept: string | undefined): StreamFormat | undefined => {
  if (accept?.includes('text/event-stream') === true) return serverSentEvents;
  return accept !== undefined && /multipart\/mixed[^,]*subscriptionSpec="?1\.0/i.test(accept) ? multipart : undefined;
};

const hasLeft = (response: ServerResponse): boolean => response.closed || response.destroyed;

/** Waits until the client has read what was written, or has disconnected; it may have done so before. */
const untilDrained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    if (hasLeft(response) || !response.writableNeedDrain) {
      resolve();
      return;
    }
    const proceed = (): void => {
      response.off('drain', proceed);
      response.off('close', proceed);
      resolve();
    };
    response.on('drain', proceed);
    response.on('close', proceed);
  });

export type StreamOptions = { readonly format: StreamFormat; readonly heartbeatMs: number; readonly headers: Headers };

/** Writes results as they arrive, at the pace of the client, until the stream ends or the client disconnects. */
export const writeStream = async (
  response: ServerResponse,
  results: BoundedQueue<ExecutionResult>,
  { format, heartbeatMs, headers }: StreamOptions,
): Promise<void> => {
  const leave = (): void => void results.return();
  response.once('close', leave);
  // A client that left while the operation was executed: its `close` event is over.
  if (hasLeft(response)) {
    leave();
    return;
  }
  const heartbeatTimer = setInterval(() => {
    if (!response.writableNeedDrain) response.write(format.heartbeat);
  }, heartbeatMs);
  try {
    response.writeHead(200, {
      ...headers,
      'content-type': format.contentType,
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    response.flushHeaders();
    for await (const result of results) {
      if (!response.write(format.result(result))) await untilDrained(response);
    }
    if (!hasLeft(response)) response.end(format.end);
  } finally {
    clearInterval(heartbeatTimer);
    leave();
  }
};
