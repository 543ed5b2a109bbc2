import { LRUCache } from 'lru-cache';
import type { PaymentId } from '@marketplace/kernel';
import type { Stored } from '../../application/ports';

/** A payment takes a few kilobytes. */
const room = 5_000;

/**
 * Payments as this process wrote them last. Another replica may have written since, so that only a write by version may
 * follow from one.
 */
export const paymentMemory = () => {
  const known = new LRUCache<PaymentId, Stored>({ max: room });
  return {
    get: (id: PaymentId): Stored | undefined => known.get(id),
    remember: (id: PaymentId, payment: Stored): void => {
      if ((known.get(id)?.version ?? 0) < payment.version) known.set(id, payment);
    },
    forget: (id: PaymentId): void => {
      known.delete(id);
    },
  };
};
