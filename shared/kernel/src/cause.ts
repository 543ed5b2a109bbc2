import type { Actor } from './actor';

/** The key of a handled message; stored with the write, so that a second delivery has no effect. */
export type InboxKey = { readonly consumer: string; readonly messageId: string };

/** The idempotency key of a request; stored with the write, so that a repeated request finds the first. */
export type IdempotencyEntry = {
  readonly scope: string;
  readonly key: string;
  readonly requestHash: string;
};

/** The cause of a write: its actor, its correlation ID, and the message or request that it handles. */
export type Cause = {
  readonly actor: Actor;
  readonly correlationId: string;
  readonly causationId?: string;
  readonly traceparent?: string;
  readonly inbox?: InboxKey;
  readonly idempotency?: IdempotencyEntry;
};
