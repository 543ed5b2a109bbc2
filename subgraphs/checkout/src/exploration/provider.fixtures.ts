import type { PaymentId } from '@marketplace/kernel';
import type { Card } from './scenario.fixtures';

/** The provider's state of a payment. */
export type Account = {
  state: 'none' | 'action-required' | 'held' | 'declined' | 'cancelled' | 'captured';
  captured: number;
  refunded: number;
};

/** The payment provider. Calls are idempotent. */
export type Provider = ReturnType<typeof createProvider>;

export const createProvider = () => {
  const accounts = new Map<PaymentId, Account>();
  const refunds = new Set<string>();
  const of = (id: PaymentId): Account => {
    const account = accounts.get(id) ?? { state: 'none', captured: 0, refunded: 0 };
    accounts.set(id, account);
    return account;
  };
  return {
    of,
    authorize: (id: PaymentId, card: Card): Account => {
      const account = of(id);
      if (account.state === 'none')
        account.state = card === 'declined' ? 'declined' : card === 'action-required' ? 'action-required' : 'held';
      return account;
    },
    /** Releases an authorization, or cancels a pending confirmation. */
    cancel: (id: PaymentId): void => {
      const account = of(id);
      if (account.state === 'held' || account.state === 'action-required') account.state = 'cancelled';
    },
    capture: (id: PaymentId, amount: number): boolean => {
      const account = of(id);
      if (account.state !== 'held') return account.state === 'captured';
      account.state = 'captured';
      account.captured = amount;
      return true;
    },
    refund: (id: PaymentId, { key, amount }: { readonly key: string; readonly amount: number }): void => {
      if (refunds.has(key)) return;
      refunds.add(key);
      of(id).refunded += amount;
    },
    /** The buyer confirms at the bank, or fails to confirm. */
    confirm: (id: PaymentId, succeeds: boolean): void => {
      const account = of(id);
      if (account.state === 'action-required') account.state = succeeds ? 'held' : 'declined';
    },
  };
};
