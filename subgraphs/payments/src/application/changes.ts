import { after, defined, fold, type Instant } from '@marketplace/kernel';
import { evolve } from '../domain/evolve';
import { initial, type PaymentEvent } from '../domain/payment';
import { callLease } from '../domain/policies';
import { needsMethod, nextRequest } from '../domain/provider-request';
import type { PaymentChange, StoredPayment } from './ports';

type StoredFields = Pick<StoredPayment, 'correlationId' | 'sealedMethod' | 'cancelledElsewhere'>;

type Timing = {
  readonly now: Instant;
  /** The time of the next attempt. By default the writer makes the call at once, and it is due for others when the lease ends. */
  readonly retryAt?: Instant;
  /** The number of unanswered attempts of the current request. */
  readonly attempts?: number;
};

type Transition = { readonly before: StoredPayment | undefined; readonly events: readonly PaymentEvent[] };

const changeOf = ({ before, events }: Transition, kept: StoredFields, { now, retryAt, attempts = 0 }: Timing): PaymentChange => {
  const state = fold(evolve, before?.state ?? initial, events);
  const { correlationId, sealedMethod, cancelledElsewhere } = kept;
  const optional = defined({
    sealedMethod: needsMethod(state) ? sealedMethod : undefined,
    nextAttemptAt: nextRequest(state) === undefined ? undefined : (retryAt ?? after(now, callLease)),
  });
  return { before, events, extra: { correlationId, cancelledElsewhere, attempts, ...optional } };
};

/** The change that creates a payment. */
export const creationOf = (
  events: readonly PaymentEvent[],
  kept: Pick<StoredFields, 'correlationId' | 'sealedMethod'>,
  timing: Timing,
): PaymentChange => changeOf({ before: undefined, events }, { ...kept, cancelledElsewhere: [] }, timing);

/** The change of an existing payment. Without events it only schedules the next attempt. */
export const updateOf = (before: StoredPayment, events: readonly PaymentEvent[], timing: Timing): PaymentChange =>
  changeOf({ before, events }, before, timing);
