import { randomUUID } from 'node:crypto';
import type { Caller } from './identity';

/** Who asks, and under which name the answer is traced: what travels with an operation to every subgraph. */
export type RequestContext = {
  readonly caller: Caller;
  readonly correlationId: string;
  readonly traceparent?: string;
};

const sane = /^[A-Za-z0-9._-]{1,64}$/;
const w3c = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;

/** The caller's own correlation id if it is harmless in a log line, else a new one. */
export const correlationIdFrom = (given: unknown): string => (typeof given === 'string' && sane.test(given) ? given : randomUUID());

/** The caller's W3C trace, passed on only when it is one. */
export const traceFrom = (given: unknown): { readonly traceparent?: string } =>
  typeof given === 'string' && w3c.test(given) ? { traceparent: given } : {};
