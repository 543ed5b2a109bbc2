import type { PaymentId } from '@marketplace/kernel';
import type { Card } from './scenario.fixtures';

/** What the provider has of a payment; `asks` is waiting for the buyer to confirm. */
export type Account = { state: 'none' | 'asks' | 'held' | 'declined' | 'cancelled' | 'captured'; captured: number; refunded: number };

/** The provider: asked twice with one key it answers twice the same, and moves money once. */
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
      if (account.state === 'none') account.state = card === 'declined' ? 'declined' : card === 'asks-the-buyer' ? 'asks' : 'held';
      return account;
    },
    /** Lets a hold go, or calls the buyer's confirmation off. */
    cancel: (id: PaymentId): void => {
      const account = of(id);
      if (account.state === 'held' || account.state === 'asks') account.state = 'cancelled';
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
    /** The buyer confirms at the bank, or fails to. */
    confirm: (id: PaymentId, succeeds: boolean): void => {
      const account = of(id);
      if (account.state === 'asks') account.state = succeeds ? 'held' : 'declined';
    },
  };
};
