import { idOf, type CheckoutId } from '@marketplace/kernel';
import { batched, nestedRow, parseNestedRow, nonNull, type Database, type EventMessage, type Unit } from '@marketplace/platform';
import type { CheckoutAnswer, CheckoutRepository, CheckoutRecordChange, CheckoutView } from '../../application/ports';
import type { CheckoutRecord } from '../../domain/checkout-record';
import { cartColumns, grouped, joinContents, toListedCart, type CartRow } from './cart-rows';
import type { CartStore } from './cart-store';
import { CartCheckouts } from './tables';

/** The answers to checkouts. Implemented by the nats adapter and passed in by main.ts. */
type Publications = {
  readonly ofAnswer: (record: Pick<CheckoutRecord, 'checkoutId' | 'cartId' | 'version'>, answer: CheckoutAnswer) => EventMessage;
};

type ViewRow = { readonly key: string; readonly known: object | null } & (CartRow | { readonly id: null });

/** The cart of the record takes precedence over the requested cart. Some messages do not name the cart. */
const selectViews = `
  SELECT concat(requested.checkout_id, ' ', requested.cart_id) AS key, CASE WHEN r.checkout_id IS NOT NULL THEN ${nestedRow(CartCheckouts, 'r')} END AS known, ${cartColumns}
  FROM unnest($1::uuid[], $2::uuid[]) AS requested (checkout_id, cart_id)
  LEFT JOIN cart_checkouts r ON r.checkout_id = requested.checkout_id
  LEFT JOIN carts c ON c.id = coalesce(r.cart_id, requested.cart_id)${joinContents}
  ORDER BY i.id`;

const toRecord = (stored: object): CheckoutRecord => {
  const row = parseNestedRow(CartCheckouts, stored);
  const { checkoutId, cartId, version, outcome } = row;
  return outcome === 'FORGOTTEN'
    ? { checkoutId, cartId, version, outcome, held: nonNull(CartCheckouts, row, 'held') }
    : { checkoutId, cartId, version, outcome };
};

const toView = ([first, ...others]: readonly [ViewRow, ...ViewRow[]]): CheckoutView => ({
  ...(first.known === null ? {} : { known: toRecord(first.known) }),
  ...(first.id === null ? {} : { found: toListedCart([first, ...others.filter((row) => row.id !== null)]) }),
});

const versionAfter = ({ known }: CheckoutRecordChange): number => (known?.version ?? 0) + 1;

/** Writes the record. Its version decides a race between locking and releasing a cart: the loser retries. */
const addRecordChange = (unit: Unit, change: CheckoutRecordChange): Unit => {
  const { checkoutId, cartId, known, outcome } = change;
  const state = { outcome, held: change.outcome === 'FORGOTTEN' ? change.held : null, version: versionAfter(change) };
  return known === undefined
    ? unit.insert(CartCheckouts, [{ checkoutId, cartId, ...state }])
    : unit.update(CartCheckouts, [{ where: { checkoutId, version: known.version }, set: state }]);
};

export const checkoutRepository = (
  db: Database,
  { saveWith }: Pick<CartStore, 'saveWith'>,
  { ofAnswer }: Publications,
): CheckoutRepository => {
  // Requests during a read share the next one.
  const views = batched<CheckoutView>(async (keys) => {
    const requested = keys.map((key) => key.split(' '));
    const params = [requested.map(([checkoutId]) => checkoutId), requested.map(([, cartId]) => (cartId === '' ? null : cartId))];
    const rows = await db.query<ViewRow>(selectViews, params);
    return new Map([...grouped(rows, ({ key }) => key)].map(([key, its]) => [key, toView(its)]));
  });
  return {
    find: async (checkoutId, cartId) => (await views(`${checkoutId} ${cartId ?? ''}`)) ?? {},
    lockedBefore: async (time, limit) => {
      const rows = await db.query<{ id: string }>(
        `SELECT checkout_id AS id FROM carts WHERE status = 'FROZEN' AND frozen_at < $1 ORDER BY frozen_at LIMIT $2`,
        [time, limit],
      );
      return rows.map(({ id }): CheckoutId => idOf(id));
    },
    save: async (changes, change, cause) => {
      await saveWith(changes, cause, { alongside: (unit) => void addRecordChange(unit, change) });
    },
    answer: (change, answer, cause) => {
      const unit = addRecordChange(db.unit(cause), change);
      if (answer !== undefined) unit.publish(ofAnswer({ ...change, version: versionAfter(change) }, answer));
      return unit.commit();
    },
  };
};
