import { eventually } from '@marketplace/testing';
import type { RunningMarketplace } from '@marketplace/launcher';
import type { Client } from './client';

type Stock = { readonly onHand: number; readonly reserved: number; readonly available: number };

/** The actual stock of a variant in all warehouses, as its seller sees it. */
export const stockOf = async (seller: Client, variantId: string): Promise<Stock> => {
  const { variantStock } = await seller.ask<{ variantStock: readonly Stock[] }>(
    'query ($variantId: ID!) { variantStock(variantId: $variantId) { onHand reserved available } }',
    { variantId },
  );
  return variantStock.reduce(
    (sum, each) => ({
      onHand: sum.onHand + each.onHand,
      reserved: sum.reserved + each.reserved,
      available: sum.available + each.available,
    }),
    { onHand: 0, reserved: 0, available: 0 },
  );
};

export const eventuallyStock = (seller: Client, variantId: string, expected: Partial<Stock>): Promise<unknown> =>
  eventually(
    async () => {
      expect(await stockOf(seller, variantId)).toMatchObject(expected);
      return true;
    },
    { waitingFor: 'the stock to become stable' },
  );

type LedgerAccount = { readonly account: string; readonly balance: { readonly amount: string; readonly currency: string } };

const accountsOf = async (operator: Client, prefix: string): Promise<readonly LedgerAccount[]> =>
  (
    await operator.ask<{ ledgerAccounts: readonly LedgerAccount[] }>(
      'query ($prefix: String!) { ledgerAccounts(prefix: $prefix, first: 100) { account balance { amount currency } } }',
      { prefix },
    )
  ).ledgerAccounts;

/** The balance that our ledger records at the provider, including fees, in dollars. */
export const heldByProvider = async (operator: Client): Promise<number> => {
  const accounts = [...(await accountsOf(operator, 'psp_clearing')), ...(await accountsOf(operator, 'psp_fee_expense'))];
  return accounts
    .filter(({ balance }) => balance.currency === 'USD')
    .reduce((sum, { balance }) => sum + Math.round(Number(balance.amount) * 100), 0);
};

/** Our ledger and the provider's transactions agree. */
export const expectLedgerToMatchProvider = (
  operator: Client,
  provider: NonNullable<RunningMarketplace['simulators']>['paymentProvider'],
): Promise<unknown> =>
  eventually(
    async () => {
      const theirs = provider.ledger().reduce((sum, line) => sum + line.captured - line.refunded, 0);
      expect(await heldByProvider(operator)).toBe(theirs);
      return true;
    },
    { waitingFor: 'our ledger to agree with the provider' },
  );
