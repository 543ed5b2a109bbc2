import { defined, money, type Currency, type OrderId } from '@marketplace/kernel';
import { columnsOf, nestedRows, parseNested, parseRows, nonNull, type Database, type Row } from '@marketplace/platform';
import type { PaymentViews, StoredPayment } from '../../application/ports';
import type { Hold, ExistingPayment, Refund, Share, Terms } from '../../domain/payment';
import { PaymentOrders, Payments, Refunds } from './tables';

/** The nested columns of a payment. */
type NestedColumns = {
  readonly shares: readonly object[];
  readonly refunds: readonly object[];
  /** The IDs of completed refunds. */
  readonly refunded: readonly string[];
  readonly cancelledElsewhere: readonly OrderId[];
};
type PaymentRow = Row<typeof Payments> & NestedColumns;

const shares = nestedRows(PaymentOrders, 'o', { where: 'o.payment_id = p.id', order: 'o.position' });
const refunds = nestedRows(Refunds, 'r', { where: 'r.payment_id = p.id', order: 'r.requested_at, r.id' });

/** A payment with its shares and refunds, in one row. */
const selectPayments = `
  SELECT ${columnsOf(Payments, 'p')}, ${shares} AS shares, ${refunds} AS refunds,
    ARRAY(SELECT t.refund_id FROM payment_transactions t WHERE t.payment_id = p.id AND t.refund_id IS NOT NULL) AS refunded,
    ARRAY(SELECT o.order_id FROM payment_orders o JOIN cancelled_orders c ON c.order_id = o.order_id WHERE o.payment_id = p.id)
      AS "cancelledElsewhere"
  FROM payment_intents p`;

const selectOfOrders = `
  SELECT current.order_id AS "orderId", payment.* FROM (
    SELECT DISTINCT ON (o.order_id) o.order_id, o.payment_id FROM payment_orders o JOIN payment_intents i ON i.id = o.payment_id
    WHERE o.order_id = ANY ($1) ORDER BY o.order_id, i.status IN ('FAILED', 'VOIDING', 'VOIDED'), i.created_at DESC, i.id DESC
  ) current, LATERAL (${selectPayments} WHERE p.id = current.payment_id) payment`;

const shareOf = ({ amount, platformDiscount, refundedAmount, ...row }: Row<typeof PaymentOrders>, currency: Currency): Share => {
  const { orderId, sellerId, cancelled, inCapture, collected, released } = row;
  return {
    ...{ orderId, sellerId, cancelled, inCapture, collected, released },
    amount: money(amount, currency),
    platformDiscount: money(platformDiscount, currency),
    refunded: money(refundedAmount, currency),
  };
};

const agreementOf = (row: PaymentRow): { readonly terms: Terms; readonly shares: readonly Share[] } => {
  const currency = nonNull(Payments, row, 'currency');
  const amount = money(nonNull(Payments, row, 'amount'), currency);
  return {
    terms: { buyerId: nonNull(Payments, row, 'buyerId'), amount, method: row.method, createdAt: row.createdAt },
    shares: parseNested(PaymentOrders, row.shares).map((share) => shareOf(share, currency)),
  };
};

const refundsOf = (row: PaymentRow): readonly Refund[] =>
  parseNested(Refunds, row.refunds).map(({ id, orderId, amount, currency, reason }) => ({
    ...{ id, orderId, reason },
    amount: money(amount, currency),
    done: row.refunded.includes(id),
  }));

const holdOf = (row: PaymentRow): Hold => {
  const kind = nonNull(Payments, row, 'holdKind');
  switch (kind) {
    case 'nothing':
    case 'unclear':
    case 'returned':
      return { kind };
    case 'held':
      return { kind, reference: nonNull(Payments, row, 'providerReference') };
    case 'taken': {
      const amount = money(nonNull(Payments, row, 'holdAmount'), nonNull(Payments, row, 'currency'));
      return { kind, reference: nonNull(Payments, row, 'providerReference'), amount };
    }
  }
};

const stateOf = (row: PaymentRow): ExistingPayment => {
  const ref = { paymentId: row.id, checkoutId: row.checkoutId };
  const withTerms = () => ({ ref, ...agreementOf(row) });
  const withReference = () => ({ ...withTerms(), reference: nonNull(Payments, row, 'providerReference') });
  const ended = () => ({ ref, hold: holdOf(row), ...defined({ agreement: row.buyerId === null ? undefined : agreementOf(row) }) });
  switch (row.status) {
    case 'REQUESTED':
    case 'PROMISED':
    case 'CASH_DUE':
    case 'COLLECTED':
      return { status: row.status, ...withTerms() };
    case 'ACTION_REQUIRED':
      return { status: row.status, ...withReference(), url: nonNull(Payments, row, 'actionUrl') };
    case 'AUTHORIZED':
    case 'CAPTURING':
      return { status: row.status, ...withReference() };
    case 'CAPTURED':
    case 'REFUNDED':
      return { status: row.status, ...withReference(), refunds: refundsOf(row) };
    case 'FAILED':
      return { status: row.status, ...ended(), code: nonNull(Payments, row, 'failureCode') };
    case 'VOIDING':
    case 'VOIDED':
      return { status: row.status, ...ended() };
  }
};

const storedOf = (row: PaymentRow): StoredPayment => {
  const { version, announced, correlationId, attempts, cancelledElsewhere, sealedMethod, nextAttemptAt } = row;
  return {
    ...{ version, announced, state: stateOf(row), correlationId, attempts, cancelledElsewhere },
    ...defined({ sealedMethod, nextAttemptAt }),
  };
};

const rowsOf = async <Beside>(db: Database, sql: string, ids: readonly string[]): Promise<readonly (PaymentRow & Beside)[]> =>
  parseRows(Payments, await db.query(sql, [ids])) as readonly (PaymentRow & Beside)[];

export const readPayments = async (db: Database, ids: readonly string[]): Promise<readonly StoredPayment[]> =>
  (await rowsOf(db, `${selectPayments} WHERE p.id = ANY ($1)`, ids)).map(storedOf);

/** The payment of each order that can still take money, or else the last one. */
export const readPaymentsOfOrders = async (db: Database, ids: readonly OrderId[]): Promise<ReadonlyMap<string, StoredPayment>> => {
  const rows = await rowsOf<{ readonly orderId: OrderId }>(db, selectOfOrders, ids);
  return new Map(rows.map((row) => [row.orderId, storedOf(row)]));
};

export const paymentViews = (db: Database): PaymentViews => ({
  byIds: (ids) => readPayments(db, ids),
  ofOrders: (ids) => readPaymentsOfOrders(db, ids),
});
