import { currency, instant, money } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { LedgerAccount, LedgerLine, PaymentViews } from '../../application/ports';
import { selectPayments, toStored, type PaymentRow } from './payment-rows';

type AccountRow = { readonly account: string; readonly currency: string; readonly debit: bigint; readonly credit: bigint };

type EntryRow = AccountRow & {
  readonly id: bigint;
  readonly transaction_id: string;
  readonly kind: string;
  readonly reference_id: string;
  readonly created_at: string;
};

const toAccount = (row: AccountRow): LedgerAccount => {
  const code = currency(row.currency);
  return { account: row.account, debit: money(row.debit, code), credit: money(row.credit, code) };
};

const toLine = (row: EntryRow): LedgerLine => ({
  ...toAccount(row),
  id: row.id.toString(),
  transactionId: row.transaction_id,
  kind: row.kind,
  referenceId: row.reference_id,
  at: instant(row.created_at),
});

const sumAccounts = `
  SELECT account, currency, sum(debit)::bigint AS debit, sum(credit)::bigint AS credit
  FROM ledgers WHERE account LIKE $1 GROUP BY account, currency ORDER BY account, currency LIMIT $2`;

/** For each order the payment that can still take money, or else the last that was tried. */
const selectOfOrders = `
  SELECT current.order_id, payment.* FROM (
    SELECT DISTINCT ON (o.order_id) o.order_id, o.payment_id FROM payment_orders o JOIN payment_intents i ON i.id = o.payment_id
    WHERE o.order_id = ANY ($1) ORDER BY o.order_id, i.status IN ('FAILED', 'VOIDING', 'VOIDED'), i.created_at DESC, i.id DESC
  ) current, LATERAL (${selectPayments} WHERE p.id = current.payment_id) payment`;

const selectEntries = `
  SELECT l.id, l.transaction_id, t.kind, l.account, l.debit, l.credit, l.currency, l.reference_id, l.created_at
  FROM ledgers l JOIN ledger_transactions t ON t.id = l.transaction_id
  WHERE l.transaction_id IN (
    SELECT id FROM ledger_transactions WHERE reference_id = $1::uuid
    UNION SELECT transaction_id FROM ledgers WHERE account = 'buyer_escrow:' || $1::text
  ) ORDER BY l.id LIMIT 1000`;

/** What LIKE would take for a pattern is meant as it is written. */
const startingWith = (prefix: string): string => `${prefix.replace(/[\\%_]/g, '\\$&')}%`;

export const paymentViews = (db: Database): PaymentViews => ({
  byIds: async (ids) => {
    const rows = await db.query<PaymentRow>(`${selectPayments} WHERE p.id = ANY ($1)`, [ids]);
    return new Map(rows.map((row) => [row.id, toStored(row)]));
  },
  ofOrders: async (ids) => {
    const rows = await db.query<PaymentRow & { order_id: string }>(selectOfOrders, [ids]);
    return new Map(rows.map((row) => [row.order_id, toStored(row)]));
  },
  accounts: async (prefix, limit) => (await db.query<AccountRow>(sumAccounts, [startingWith(prefix), limit])).map(toAccount),
  entries: async (reference) => (await db.query<EntryRow>(selectEntries, [reference])).map(toLine),
});
