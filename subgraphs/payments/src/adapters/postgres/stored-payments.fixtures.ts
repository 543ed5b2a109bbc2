import { fold, type PaymentId } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import type { ContextHarness } from '@marketplace/platform/testing';
import type { PaymentRepository, Stored } from '../../application/ports';
import { evolve } from '../../domain/evolve';
import { initial, type Payment } from '../../domain/payment';
import { eventFromJson } from './event-json';
import { paymentRepository } from './payment-repository';

type Known = { readonly paymentId: PaymentId };

export const repositoryOf = (harness: ContextHarness): PaymentRepository => paymentRepository(harness.running.db, () => [], newId);

export const storedPayment = async (harness: ContextHarness, checkout: Known): Promise<Stored> => {
  const stored = await repositoryOf(harness).find(checkout.paymentId);
  if (stored === undefined) throw new Error('there is no such payment');
  return stored;
};

export const statusOf = async (harness: ContextHarness, checkout: Known): Promise<string> =>
  (await repositoryOf(harness).find(checkout.paymentId))?.state.status ?? 'NONE';

/** The state that the history of a payment leads to. */
export const toldByHistory = async (harness: ContextHarness, checkout: Known): Promise<Payment> => {
  const rows = await harness.running.db.query<{ event: unknown }>(
    'SELECT event FROM payment_history WHERE payment_id = $1 ORDER BY version',
    [checkout.paymentId],
  );
  return fold(
    evolve,
    initial,
    rows.map((row) => eventFromJson(row.event)),
  );
};
