import type { ServerResponse } from 'node:http';
import type { GraphQLError } from 'graphql';
import { statusOf } from './refusals';

/** What an endpoint answers; the server adds the headers that every answer has. */
export type Reply = {
  readonly status: number;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
};

export const text = (status: number, body: string): Reply => ({ status, contentType: 'text/plain; charset=utf-8', body: `${body}\n` });

export const json = (status: number, value: unknown): Reply => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
});

/** A request that was refused as a whole, in the form of a GraphQL answer. */
export const refused = (errors: readonly GraphQLError[]): Reply =>
  json(statusOf(errors), { errors: errors.map((error) => error.toJSON()) });

export const sendReply = (response: ServerResponse, { status, contentType, headers, body }: Reply): void => {
  response.writeHead(status, {
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    ...headers,
  });
  response.end(body);
};
