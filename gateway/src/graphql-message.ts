import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { headerOf, readBody } from './body';
import { refusal } from './refusals';
import { refused, type Reply } from './reply';

/** One operation as it came over HTTP; without `query` it was no operation. */
export type Message = {
  /** For Apollo Server, which answers what has a wrong shape. */
  readonly body: unknown;
  readonly query?: string;
  readonly operationName?: string;
  readonly variables?: Record<string, unknown>;
};

export const badRequest = (message: string): Reply => refused([refusal('BAD_REQUEST', message)]);

const parsedJson = (source: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(source) as unknown };
  } catch {
    return undefined;
  }
};

const operationShape = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

/** Apollo Server answers a message of a wrong shape, in the words of the specification. */
const messageOf = (body: unknown, candidate: unknown): Message => {
  const { success, data } = operationShape.safeParse(candidate);
  if (!success) return { body };
  return {
    body,
    query: data.query,
    ...(typeof data.operationName === 'string' ? { operationName: data.operationName } : {}),
    ...(data.variables ? { variables: data.variables } : {}),
  };
};

export const fromQuery = (url: URL): Message => {
  const { query, operationName, variables } = Object.fromEntries(url.searchParams);
  const values = variables === undefined ? undefined : parsedJson(variables)?.value;
  return messageOf('', { query, operationName, variables: values });
};

export const fromBody = async (request: IncomingMessage, limit: number): Promise<Message | Reply> => {
  // Only this type makes a browser ask first before it sends a request from another site.
  if (!/^application\/json\b/i.test(headerOf(request, 'content-type') ?? '')) {
    return { ...badRequest('Send the operation as application/json'), status: 415 };
  }
  const raw = await readBody(request, limit);
  if (raw === undefined) return refused([refusal('PAYLOAD_TOO_LARGE', `The body is larger than ${limit} bytes`)]);
  const body = parsedJson(raw.toString('utf8'));
  return body === undefined ? badRequest('The body is not valid JSON') : messageOf(body.value, body.value);
};
