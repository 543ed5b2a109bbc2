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

const graphqlResponse = 'application/graphql-response+json';

/** The quality of a media type in an Accept header; 0 if the header does not name it. */
const qualityOf = (accept: string, mediaType: string): number => {
  const range = accept.split(',').find((item) => item.split(';')[0]?.trim().toLowerCase() === mediaType);
  if (range === undefined) return 0;
  const quality = Number(/;\s*q=([\d.]+)/i.exec(range)?.[1] ?? 1);
  return Number.isNaN(quality) ? 0 : quality;
};

/**
 * A JSON reply in the media type that the client prefers (GraphQL over HTTP, "Media Types"). Clients read errors of another
 * status than 200 only as `application/graphql-response+json`.
 */
export const negotiated = (reply: Reply, accept = ''): Reply => {
  if (reply.contentType?.startsWith('application/json') !== true) return reply;
  const quality = qualityOf(accept, graphqlResponse);
  const isPreferred = quality > 0 && quality >= qualityOf(accept, 'application/json');
  return isPreferred ? { ...reply, contentType: `${graphqlResponse}; charset=utf-8` } : reply;
};

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
