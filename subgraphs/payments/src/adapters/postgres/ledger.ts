import { idOf, money, type Instant, type PaymentId } from '@marketplace/kernel';
import { columnsOf, pickColumns, newId, now, parseRows, type Database, type Row, type Unit } from '@marketplace/platform';
import type { LedgerAccount, LedgerViews, Reconciliation } from '../../application/ports';
import type { LedgerTransaction } from '../../domain/ledger';
import { LedgerEntries, LedgerTransactions, Payments, ProviderWatermarks } from './tables';

export type DatedBooking = { readonly booking: LedgerTransaction; readonly at: Instant };

/** Adds ledger transactions to a unit. The database refuses a transaction that does not sum to zero. */
export const addBookings = (unit: Unit, booked: readonly DatedBooking[]): Unit => {
  const rows = booked.map(({ booking: { kind, referenceId, entries }, at }) => ({
    transaction: { id: newId<'LedgerTransaction'>(), kind, referenceId: idOf(referenceId), createdAt: at },
    entries,
  }));
  return unit
    .insert(
      LedgerTransactions,
      rows.map(({ transaction }) => transaction),
    )
    .insert(
      LedgerEntries,
      rows.flatMap(({ transaction: { id: transactionId, referenceId, createdAt }, entries }) =>
        entries.map(({ account, side, amount: { amount, currency } }) => ({
          ...{ transactionId, account, currency, referenceId, createdAt },
          debit: side === 'debit' ? amount : 0n,
          credit: side === 'credit' ? amount : 0n,
        })),
      ),
    );
};

type Sums = Pick<Row<typeof LedgerEntries>, 'account' | 'currency' | 'debit' | 'credit'>;

const accountOf = ({ account, currency, debit, credit }: Sums): LedgerAccount => ({
  account,
  debit: money(debit, currency),
  credit: money(credit, currency),
});

const sumAccounts = `
  SELECT account, currency, sum(debit)::bigint AS debit, sum(credit)::bigint AS credit
  FROM ledgers WHERE account LIKE $1 GROUP BY account, currency ORDER BY account, currency LIMIT $2`;

const selectEntries = `
  SELECT ${columnsOf(LedgerEntries, 'l')}, t.kind FROM ledgers l JOIN ledger_transactions t ON t.id = l.transaction_id
  WHERE l.transaction_id IN (
    SELECT id FROM ledger_transactions WHERE reference_id = $1::uuid
    UNION SELECT transaction_id FROM ledgers WHERE account = 'buyer_escrow:' || $1::text
  ) ORDER BY l.id LIMIT 1000`;

type EntryRow = Row<typeof LedgerEntries> & { readonly kind: string };

/** A LIKE pattern for a prefix, with escaped wildcards. */
const prefixPattern = (prefix: string): string => `${prefix.replace(/[\\%_]/g, '\\$&')}%`;

export const ledgerViews = (db: Database): LedgerViews => ({
  accounts: async (prefix, limit) => (await db.query<Sums>(sumAccounts, [prefixPattern(prefix), limit])).map(accountOf),
  entries: async (reference) => {
    const rows = parseRows(LedgerEntries, await db.query(selectEntries, [reference])) as readonly EntryRow[];
    return rows.map((row) => {
      const { id, transactionId, kind, referenceId, createdAt: at } = row;
      return { ...accountOf(row), id: id.toString(), transactionId, kind, referenceId, at };
    });
  },
});

const selectWithoutFee = `
  SELECT t.gateway_transaction_id AS transaction, t.payment_id AS "paymentId" FROM payment_transactions t
  WHERE t.type = 'CAPTURE' AND t.gateway_transaction_id = ANY ($1)
    AND NOT EXISTS (SELECT 1 FROM ledger_transactions l WHERE l.reference_id = t.payment_id AND l.kind = 'provider-fee')`;

const ReconciledColumns = pickColumns(Payments, 'id', 'capturedAmount', 'refundedAmount', 'nextAttemptAt');

/** The reads and writes of the reconciliation with the provider. */
export const reconciliation = (db: Database): Reconciliation => ({
  doneUntil: async (job) => (await db.repository(ProviderWatermarks).findOneBy({ job }))?.doneUntil,
  setDoneUntil: async (job, doneUntil) => {
    await db.repository(ProviderWatermarks).upsert({ job, doneUntil }, ['job']);
  },
  booked: async (ids) =>
    (await db.select(ReconciledColumns, 'WHERE id = ANY ($1)', [ids])).map(({ id, capturedAmount, refundedAmount, nextAttemptAt }) => ({
      paymentId: id,
      captured: capturedAmount,
      refunded: refundedAmount,
      unsettled: nextAttemptAt !== null,
    })),
  withoutFee: async (transactions) => {
    const rows = await db.query<{ readonly transaction: string; readonly paymentId: PaymentId }>(selectWithoutFee, [transactions]);
    return new Map(rows.map((row) => [row.transaction, row.paymentId]));
  },
  book: (bookings, cause) => {
    const at = now();
    return addBookings(
      db.unit(cause),
      bookings.map((booking) => ({ booking, at })),
    ).commit();
  },
});
