import { idOf, type CheckoutId } from '@marketplace/kernel';
import { coalesced, nestedRow, parseNestedRow, present, type Database, type OutgoingEvent, type Unit } from '@marketplace/platform';
import type { CheckoutAnswer, CheckoutRepository, CheckoutStep, CheckoutView } from '../../application/ports';
import type { CheckoutRecord } from '../../domain/checkout-record';
import { cartColumns, grouped, joinContents, toListedCart, type CartRow } from './cart-rows';
import type { CartStore } from './cart-store';
import { CartCheckouts } from './tables';

/** What checkouts get as an answer; given by main.ts, from the nats adapter. */
type Publications = {
  readonly ofAnswer: (record: Pick<CheckoutRecord, 'checkoutId' | 'cartId' | 'version'>, answer: CheckoutAnswer) => OutgoingEvent;
};

type ViewRow = { readonly key: string; readonly known: object | null } & (CartRow | { readonly id: null });

/** The record's cart goes before the one that was asked for: a checkout has one cart, and messages may name it or not. */
const selectViews = `
  SELECT concat(asked.checkout_id, ' ', asked.cart_id) AS key, CASE WHEN r.checkout_id IS NOT NULL THEN ${nestedRow(CartCheckouts, 'r')} END AS known, ${cartColumns}
  FROM unnest($1::uuid[], $2::uuid[]) AS asked (checkout_id, cart_id)
  LEFT JOIN cart_checkouts r ON r.checkout_id = asked.checkout_id
  LEFT JOIN carts c ON c.id = coalesce(r.cart_id, asked.cart_id)${joinContents}
  ORDER BY i.id`;

const toRecord = (stored: object): CheckoutRecord => {
  const row = parseNestedRow(CartCheckouts, stored);
  const { checkoutId, cartId, version, outcome } = row;
  return outcome === 'FORGOTTEN'
    ? { checkoutId, cartId, version, outcome, held: present(CartCheckouts, row, 'held') }
    : { checkoutId, cartId, version, outcome };
};

const toView = ([first, ...others]: readonly [ViewRow, ...ViewRow[]]): CheckoutView => ({
  ...(first.known === null ? {} : { known: toRecord(first.known) }),
  ...(first.id === null ? {} : { found: toListedCart([first, ...others.filter((row) => row.id !== null)]) }),
});

const versionAfter = ({ known }: CheckoutStep): number => (known?.version ?? 0) + 1;

/** The checkout's own row decides a race between freezing its cart and letting go of it: one of the two starts over. */
const addStep = (unit: Unit, step: CheckoutStep): Unit => {
  const { checkoutId, cartId, known, outcome } = step;
  const state = { outcome, held: step.outcome === 'FORGOTTEN' ? step.held : null, version: versionAfter(step) };
  return known === undefined
    ? unit.insert(CartCheckouts, [{ checkoutId, cartId, ...state }])
    : unit.update(CartCheckouts, [{ where: { checkoutId, version: known.version }, set: state }]);
};

export const checkoutRepository = (
  db: Database,
  { saveWith }: Pick<CartStore, 'saveWith'>,
  { ofAnswer }: Publications,
): CheckoutRepository => {
  // Requests that come while a read is under way share the next one.
  const views = coalesced<CheckoutView>(async (keys) => {
    const asked = keys.map((key) => key.split(' '));
    const params = [asked.map(([checkoutId]) => checkoutId), asked.map(([, cartId]) => (cartId === '' ? null : cartId))];
    const rows = await db.query<ViewRow>(selectViews, params);
    return new Map([...grouped(rows, ({ key }) => key)].map(([key, its]) => [key, toView(its)]));
  });
  return {
    find: async (checkoutId, cartId) => (await views(`${checkoutId} ${cartId ?? ''}`)) ?? {},
    frozenBefore: async (moment, limit) => {
      const rows = await db.query<{ id: string }>(
        `SELECT checkout_id AS id FROM carts WHERE status = 'FROZEN' AND frozen_at < $1 ORDER BY frozen_at LIMIT $2`,
        [moment, limit],
      );
      return rows.map(({ id }): CheckoutId => idOf(id));
    },
    save: async (changes, step, cause) => {
      await saveWith(changes, cause, { alongside: (unit) => void addStep(unit, step) });
    },
    answer: (step, answer, cause) => {
      const unit = addStep(db.unit(cause), step);
      if (answer !== undefined) unit.publish(ofAnswer({ ...step, version: versionAfter(step) }, answer));
      return unit.commit();
    },
  };
};
