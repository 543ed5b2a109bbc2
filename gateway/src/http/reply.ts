import type { ServerResponse } from 'node:http';
import type { GraphQLError } from 'graphql';
import { statusOf } from '../core/refusals';

export type Headers = Readonly<Record<string, string>>;

/** The reply of an endpoint. The server adds the common headers. */
export type Reply = {
  readonly status: number;
  readonly contentType?: string;
  readonly headers?: Headers;
  readonly body?: string | Buffer;
};

export const text = (status: number, body: string): Reply => ({ status, contentType: 'text/plain; charset=utf-8', body: `${body}\n` });

export const json = (status: number, value: unknown): Reply => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
});

/** A rejected request as a GraphQL response. */
export const refused = (errors: readonly GraphQLError[]): Reply =>
  json(statusOf(errors), { errors: errors.map((error) => error.toJSON()) });

/** Writes a reply at once. Its own headers override the common ones. */
export const sendReply = (response: ServerResponse, { status, contentType, headers, body }: Reply, common: Headers): void => {
  response.writeHead(status, {
    ...common,
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    ...headers,
  });
  response.end(body);
};
