import { after, defined, fold, type Instant } from '@marketplace/kernel';
import { evolve } from '../domain/evolve';
import { initial, type PaymentEvent } from '../domain/payment';
import { callLease } from '../domain/policies';
import { needsMethod, nextStep } from '../domain/steps';
import type { PaymentChange, Stored } from './ports';

type Kept = Pick<Stored, 'correlationId' | 'sealedMethod' | 'cancelledElsewhere'>;

type Timing = {
  readonly now: Instant;
  /** When the next call is made. Without it the writer makes the call at once, and it is due when another one has to take over. */
  readonly retryAt?: Instant;
  /** Calls for the present step that were not answered. */
  readonly attempts?: number;
};

type Happened = { readonly before: Stored | undefined; readonly events: readonly PaymentEvent[] };

const changeOf = ({ before, events }: Happened, kept: Kept, { now, retryAt, attempts = 0 }: Timing): PaymentChange => {
  const state = fold(evolve, before?.state ?? initial, events);
  const { correlationId, sealedMethod, cancelledElsewhere } = kept;
  const optional = defined({
    sealedMethod: needsMethod(state) ? sealedMethod : undefined,
    nextAttemptAt: nextStep(state) === undefined ? undefined : (retryAt ?? after(now, callLease)),
  });
  return { before, events, beside: { correlationId, cancelledElsewhere, attempts, ...optional } };
};

/** The first events of a payment. */
export const begun = (events: readonly PaymentEvent[], kept: Pick<Kept, 'correlationId' | 'sealedMethod'>, timing: Timing): PaymentChange =>
  changeOf({ before: undefined, events }, { ...kept, cancelledElsewhere: [] }, timing);

/** What happens to a payment that was read. Without events only the next call is put off. */
export const advanced = (before: Stored, events: readonly PaymentEvent[], timing: Timing): PaymentChange =>
  changeOf({ before, events }, before, timing);
