import { dueJob, type Job } from '@marketplace/application';
import { before, minutes, type CheckoutId, type Duration } from '@marketplace/kernel';
import type { Freezing } from './freezing';
import type { CheckoutRepository } from './ports';

type Dependencies = {
  readonly checkouts: Pick<CheckoutRepository, 'frozenBefore'>;
  readonly freezing: Freezing;
  /** Longer than any checkout waits for its buyer. */
  readonly patience: Duration;
};

/** Gives back carts whose checkout has not been heard of for long: checkout may have lost all it knew. */
export const forgottenFreezes = ({ checkouts, freezing, patience }: Dependencies): Job =>
  dueJob<CheckoutId>({
    name: 'forgotten-freezes',
    every: minutes(1),
    due: (limit, now) => checkouts.frozenBefore(before(now, patience), limit),
    handle: (checkoutId, cause) => freezing.forget(checkoutId, cause),
  });
