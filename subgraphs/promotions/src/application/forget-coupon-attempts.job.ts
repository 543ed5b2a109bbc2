import { before, type Instant } from '@marketplace/kernel';
import { attemptsCount } from './evaluations';
import type { Ports } from './ports';

/** Forgets which codes came to nothing for whom, once they no longer count. */
export const forgetCouponAttempts =
  ({ attempts }: Pick<Ports, 'attempts'>) =>
  (now: Instant): Promise<number> =>
    attempts.forget(before(now, attemptsCount));
