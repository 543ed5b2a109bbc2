import {
  actorRef,
  before,
  idOf,
  isId,
  isOperator,
  isRefused,
  minutes,
  refuse,
  type Actor,
  type Cause,
  type CheckoutId,
  type Clock,
  type Instant,
  type Refusal,
} from '@marketplace/kernel';
import { stuckAfterDeadlines } from '../domain/deadlines';
import type { News } from '../domain/news';
import type { Checkouts } from './checkouts';
import type { CheckoutStore, StuckCheckout, StuckPage, StuckSign } from './ports';

export type StuckCheckouts = ReturnType<typeof createStuckCheckouts>;

export type InterventionRefusal = Refusal<
  'forbidden' | 'checkout-not-found' | 'checkout-is-over' | 'checkout-past-abort' | 'nothing-to-ask-again' | 'invalid-reason'
>;

/** How long past its deadline a checkout may be before somebody must look: many runs of the deadlines job. */
const untoldFor = minutes(5);

const signAt = (at: Instant): StuckSign => ({ deadlinesPassed: stuckAfterDeadlines, deadlineBefore: before(at, untoldFor) });

type Needs = { readonly checkouts: Checkouts; readonly store: CheckoutStore; readonly clock: Clock };

const reasonShape = /^[^\s\p{Cc}\p{Cs}][^\p{Cc}\p{Cs}]{0,299}$/u;

/** What operators see of checkouts that make no progress, and what they can do about one. */
export const createStuckCheckouts = ({ checkouts, store, clock }: Needs) => {
  const intervene = async (id: string, news: News, cause: Cause): Promise<CheckoutId | InterventionRefusal> => {
    if (!isId(id)) return refuse('checkout-not-found');
    const outcome = await checkouts.hear(idOf(id), news, cause);
    if (!isRefused(outcome)) return idOf(id);
    switch (outcome.refused) {
      case 'checkout-not-found':
      case 'checkout-is-over':
      case 'checkout-past-abort':
      case 'nothing-to-ask-again':
        return refuse(outcome.refused);
      // It is being undone already.
      case 'not-awaited':
      case 'earlier-payment':
        return idOf(id);
    }
  };

  return {
    /** For operators only. */
    page: async (actor: Actor, page: StuckPage): Promise<readonly StuckCheckout[] | Refusal<'forbidden'>> =>
      isOperator(actor) ? store.stuck(signAt(clock()), page) : refuse('forbidden'),

    /** An operator makes a checkout ask again what is not answered, and wait as if for the first time. */
    resume: async (id: string, cause: Cause): Promise<CheckoutId | InterventionRefusal> =>
      isOperator(cause.actor) ? intervene(id, { type: 'ResumeRequested', by: actorRef(cause.actor) }, cause) : refuse('forbidden'),

    /** An operator calls a checkout off and says why; possible until the capture is asked for. */
    compensate: async (id: string, reason: string, cause: Cause): Promise<CheckoutId | InterventionRefusal> => {
      if (!isOperator(cause.actor)) return refuse('forbidden');
      if (!reasonShape.test(reason)) return refuse('invalid-reason', { path: ['reason'] });
      return intervene(id, { type: 'CompensationRequested', by: actorRef(cause.actor), reason }, cause);
    },

    /** How many make no progress, and those that nobody was told of yet; each is told of once until it moves. */
    detect: (at: Instant) => store.tellStuck(signAt(at)),
  };
};
