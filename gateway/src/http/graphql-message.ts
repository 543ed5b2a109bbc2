import type { IncomingMessage } from 'node:http';
import { refusal } from '../core/refusals';
import { headerOf, readBody } from './body';
import { refused, type Reply } from './reply';

/** A GraphQL request as it was sent over HTTP. Without `query` it is malformed. */
export type Message = {
  /** The body for Apollo Server, which rejects malformed requests. */
  readonly body: unknown;
  readonly query?: string;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
};

export const badRequest = (message: string): Reply => refused([refusal('BAD_REQUEST', message)]);

const parsedJson = (source: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(source) as unknown };
  } catch {
    return undefined;
  }
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

/** Apollo Server rejects a malformed message as the specification demands. Written without a schema library: it runs for every request. */
const messageOf = (body: unknown, candidate: unknown): Message => {
  if (!isRecord(candidate)) return { body };
  const { query, operationName, variables } = candidate;
  if (typeof query !== 'string') return { body };
  if (!isAbsent(operationName) && typeof operationName !== 'string') return { body };
  if (!isAbsent(variables) && !isRecord(variables)) return { body };
  return {
    body,
    query,
    ...(isAbsent(operationName) ? {} : { operationName }),
    ...(isAbsent(variables) ? {} : { variables }),
  };
};

export const fromQuery = (url: URL): Message => {
  const { query, operationName, variables } = Object.fromEntries(url.searchParams);
  const values = variables === undefined ? undefined : parsedJson(variables)?.value;
  return messageOf('', { query, operationName, variables: values });
};

/** The text of a body, or the reply that rejects it. */
export const textOf = async (request: IncomingMessage, limit: number): Promise<string | Reply> => {
  // With this content type a browser sends a preflight before a request from another site.
  if (!/^application\/json\b/i.test(headerOf(request, 'content-type') ?? '')) {
    return { ...badRequest('Send the operation as application/json'), status: 415 };
  }
  const raw = await readBody(request, limit);
  return raw === undefined ? refused([refusal('PAYLOAD_TOO_LARGE', `The body is larger than ${limit} bytes`)]) : raw.toString('utf8');
};

export const fromText = (text: string): Message | Reply => {
  const body = parsedJson(text);
  return body === undefined ? badRequest('The body is not valid JSON') : messageOf(body.value, body.value);
};
