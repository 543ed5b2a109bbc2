import type { Actor } from './actor';

/** The message that a write answers; stored with the write, so that a second delivery has no second effect. */
export type InboxKey = { readonly consumer: string; readonly messageId: string };

/** A client's promise that two requests are one; stored with the write, so that the second finds the first. */
export type IdempotencyEntry = {
  readonly scope: string;
  readonly key: string;
  readonly requestHash: string;
};

/** Why a write happens: who asked, as part of which flow, in answer to which message or request. */
export type Cause = {
  readonly actor: Actor;
  readonly correlationId: string;
  readonly causationId?: string;
  readonly traceparent?: string;
  readonly inbox?: InboxKey;
  readonly idempotency?: IdempotencyEntry;
};
