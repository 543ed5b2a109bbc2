import { idOf, instant, type NewId } from '@marketplace/kernel';
import { now, type Database } from '@marketplace/platform';
import type { Reconciliation } from '../../application/ports';
import { addBookings } from './payment-writes';

type BookedRow = { readonly id: string; readonly captured_amount: bigint; readonly refunded_amount: bigint; readonly unsettled: boolean };

const selectWithoutFee = `
  SELECT t.gateway_transaction_id AS transaction, t.payment_id FROM payment_transactions t
  WHERE t.type = 'CAPTURE' AND t.gateway_transaction_id = ANY ($1)
    AND NOT EXISTS (SELECT 1 FROM ledger_transactions l WHERE l.reference_id = t.payment_id AND l.kind = 'provider-fee')`;

/** Our side of what is compared with the provider's books. */
export const reconciliation = (db: Database, newId: NewId): Reconciliation => ({
  doneUntil: async (job) => {
    const [row] = await db.query<{ done_until: string }>('SELECT done_until FROM provider_watermarks WHERE job = $1', [job]);
    return row === undefined ? undefined : instant(row.done_until);
  },
  setDoneUntil: async (job, until) => {
    await db.query(
      'INSERT INTO provider_watermarks (job, done_until) VALUES ($1, $2) ON CONFLICT (job) DO UPDATE SET done_until = excluded.done_until',
      [job, until],
    );
  },
  booked: async (ids) => {
    const rows = await db.query<BookedRow>(
      'SELECT id, captured_amount, refunded_amount, next_attempt_at IS NOT NULL AS unsettled FROM payment_intents WHERE id = ANY ($1)',
      [ids],
    );
    return rows.map((row) => ({
      paymentId: idOf(row.id),
      captured: row.captured_amount,
      refunded: row.refunded_amount,
      unsettled: row.unsettled,
    }));
  },
  withoutFee: async (transactions) => {
    const rows = await db.query<{ transaction: string; payment_id: string }>(selectWithoutFee, [transactions]);
    return new Map(rows.map((row) => [row.transaction, idOf(row.payment_id)]));
  },
  book: async (bookings, cause) => {
    const at = now();
    await addBookings(
      db.unit(cause),
      bookings.map((booking) => ({ booking, at })),
      newId,
    ).commit();
  },
});
