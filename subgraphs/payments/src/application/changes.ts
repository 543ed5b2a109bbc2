import { after, fold, systemOf, type Cause, type Instant } from '@marketplace/kernel';
import { evolve } from '../domain/evolve';
import { initial, type PaymentEvent } from '../domain/payment';
import { callLease } from '../domain/policies';
import { needsMethod, nextStep } from '../domain/steps';
import type { Stored } from './ports';

/** A payment of which nothing is known yet. */
export const unknownPayment = (correlationId: string, sealedMethod?: string): Stored => ({
  version: 0,
  state: initial,
  correlationId,
  announced: 0,
  attempts: 0,
  cancelledElsewhere: [],
  ...(sealedMethod === undefined ? {} : { sealedMethod }),
});

/**
 * The payment after some events. Where a call to the provider follows, the one who writes makes it, and the due time is
 * set to when somebody else has to take over; `retryAt` says that the call waits instead.
 */
export const advanced = (
  stored: Stored,
  events: readonly PaymentEvent[],
  { now, retryAt }: { now: Instant; retryAt?: Instant },
): Stored => {
  const { sealedMethod, nextAttemptAt: _, ...rest } = stored;
  const state = fold(evolve, stored.state, events);
  return {
    ...rest,
    state,
    version: stored.version + events.length,
    attempts: 0,
    ...(sealedMethod !== undefined && needsMethod(state) ? { sealedMethod } : {}),
    ...(nextStep(state) === undefined ? {} : { nextAttemptAt: retryAt ?? after(now, callLease) }),
  };
};

/** What follows from a message is written after the message itself was answered. */
export const afterwards = (cause: Cause): Cause => {
  const { inbox: _inbox, idempotency: _idempotency, ...rest } = cause;
  return rest;
};

/** What a provider's message or a due call causes, as part of the flow that the payment belongs to. */
export const inFlowOf = (stored: Stored): Cause => ({ actor: systemOf('payments'), correlationId: stored.correlationId });
