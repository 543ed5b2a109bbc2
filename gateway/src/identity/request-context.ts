import { randomUUID } from 'node:crypto';
import type { Caller } from './identity';

/** The caller and the trace of an operation, sent to every subgraph. */
export type RequestContext = {
  readonly caller: Caller;
  readonly correlationId: string;
  readonly traceparent?: string;
};

const safeId = /^[A-Za-z0-9._-]{1,64}$/;
const w3cTraceparent = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;

/** The correlation ID of the client if it is safe to log, otherwise a new one. */
export const correlationIdFrom = (given: unknown): string => (typeof given === 'string' && safeId.test(given) ? given : randomUUID());

/** The W3C traceparent of the client, if it is valid. */
export const traceFrom = (given: unknown): { readonly traceparent?: string } =>
  typeof given === 'string' && w3cTraceparent.test(given) ? { traceparent: given } : {};
