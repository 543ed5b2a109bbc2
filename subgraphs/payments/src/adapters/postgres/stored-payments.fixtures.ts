import { fold, type PaymentId } from '@marketplace/kernel';
import { History } from '@marketplace/platform';
import type { ContextHarness } from '@marketplace/platform/testing';
import type { PaymentRepository, StoredPayment } from '../../application/ports';
import { evolve } from '../../domain/evolve';
import { initial, type Payment, type PaymentEvent } from '../../domain/payment';
import { paymentRepository } from './payment-repository';

type Known = { readonly paymentId: PaymentId };

export const repositoryOf = (harness: ContextHarness): PaymentRepository => paymentRepository(harness.running.db, () => []);

export const storedPayment = async (harness: ContextHarness, checkout: Known): Promise<StoredPayment> => {
  const stored = await repositoryOf(harness).find(checkout.paymentId);
  if (stored === undefined) throw new Error('the payment does not exist');
  return stored;
};

export const statusOf = async (harness: ContextHarness, checkout: Known): Promise<string> =>
  (await repositoryOf(harness).find(checkout.paymentId))?.state.status ?? 'NONE';

/** The state of a payment, folded from its history. */
export const stateFromHistory = async (harness: ContextHarness, checkout: Known): Promise<Payment> => {
  const rows = await harness.running.db.select(History, 'WHERE aggregate_id = $1 ORDER BY version', [checkout.paymentId]);
  return fold(
    evolve,
    initial,
    rows.map((row) => row.event as PaymentEvent),
  );
};
