import { idOf, type CheckoutId } from '@marketplace/kernel';
import type { Database, OutgoingEvent, Unit } from '@marketplace/platform';
import type { CartChange, CartRepository, CheckoutAnswer, CheckoutStep } from '../../application/ports';
import { evolve, type Cart, type CartEvent, type CartLine } from '../../domain/cart';
import type { CheckoutRecord } from '../../domain/checkout-record';
import { inOrder, selectCarts, toListedCarts, type CartRow } from './cart-rows';

/** Turns what happened into what the world is told of it; given by main.ts, from the nats adapter. */
export type Publications = {
  readonly ofCart: (cart: Cart, event: CartEvent, version: number) => readonly OutgoingEvent[];
  readonly ofAnswer: (record: CheckoutRecord, answer: CheckoutAnswer) => OutgoingEvent;
};

type CheckoutRow = {
  readonly checkout_id: string;
  readonly cart_id: string;
  readonly outcome: CheckoutRecord['outcome'];
  readonly version: number;
};

const toRecord = (row: CheckoutRow): CheckoutRecord => ({
  checkoutId: idOf(row.checkout_id),
  cartId: idOf(row.cart_id),
  outcome: row.outcome,
  version: row.version,
});

const isSameLine = (a: CartLine, b: CartLine): boolean =>
  a.quantity === b.quantity && a.seenPrice.amount === b.seenPrice.amount && a.seenPrice.currency === b.seenPrice.currency;

const addCart = (unit: Unit, version: number, cart: Cart): Unit => {
  const { id, owner, status } = cart;
  const checkoutId = 'checkoutId' in cart ? cart.checkoutId : null;
  const into = 'into' in cart ? cart.into : null;
  if (version === 0) {
    const [userId, tokenHash] = owner.kind === 'user' ? [owner.userId, null] : [null, owner.tokenHash];
    return unit.add(
      'INSERT INTO carts (id, version, status, user_id, token_hash) VALUES ($1, 1, $2, $3, $4)',
      [id, status, userId, tokenHash],
      1,
    );
  }
  return unit.add(
    `UPDATE carts SET version = version + 1, status = $3, checkout_id = $4, merged_into = $5, updated_at = now() WHERE id = $1 AND version = $2`,
    [id, version, status, checkoutId, into],
    1,
  );
};

const addLines = (unit: Unit, before: Cart, after: Cart): Unit => {
  const written = after.lines.filter((line) => !before.lines.some((known) => known.id === line.id && isSameLine(known, line)));
  const removed = before.lines.filter((line) => !after.lines.some((kept) => kept.id === line.id));
  if (removed.length > 0)
    unit.add('DELETE FROM cart_items WHERE cart_id = $1 AND id = ANY ($2::uuid[])', [after.id, removed.map((line) => line.id)]);
  if (written.length === 0) return unit;
  return unit.add(
    `INSERT INTO cart_items (id, cart_id, product_id, variant_id, quantity, seen_amount, seen_currency)
     SELECT id, $1::uuid, product_id, variant_id, quantity, seen_amount, seen_currency
     FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::bigint[], $7::text[]) AS line (id, product_id, variant_id, quantity, seen_amount, seen_currency)
     ON CONFLICT (id) DO UPDATE SET quantity = excluded.quantity, seen_amount = excluded.seen_amount, seen_currency = excluded.seen_currency`,
    [
      after.id,
      written.map((line) => line.id),
      written.map((line) => line.productId),
      written.map((line) => line.variantId),
      written.map((line) => line.quantity),
      written.map((line) => line.seenPrice.amount),
      written.map((line) => line.seenPrice.currency),
    ],
  );
};

/** The checkout's own row decides a race between freezing its cart and letting go of it: one of the two starts over. */
const addStep = (unit: Unit, { checkoutId, cartId, known, outcome }: CheckoutStep): Unit =>
  known === undefined
    ? unit.add('INSERT INTO cart_checkouts (checkout_id, cart_id, outcome, version) VALUES ($1, $2, $3, 1)', [checkoutId, cartId, outcome])
    : unit.add(
        'UPDATE cart_checkouts SET outcome = $3, version = version + 1, updated_at = now() WHERE checkout_id = $1 AND version = $2',
        [checkoutId, known.version, outcome],
        1,
      );

const recordAfter = ({ checkoutId, cartId, known, outcome }: CheckoutStep): CheckoutRecord => ({
  checkoutId,
  cartId,
  outcome,
  version: (known?.version ?? 0) + 1,
});

const purgeBatch = 1_000;

const purgeCarts = `
  DELETE FROM carts WHERE id IN (
    SELECT id FROM carts WHERE updated_at < $1 AND (user_id IS NULL OR status = 'CLOSED') ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED
  ) RETURNING 1`;

const purgeCheckouts = `
  DELETE FROM cart_checkouts WHERE checkout_id IN (
    SELECT checkout_id FROM cart_checkouts WHERE updated_at < $1 AND outcome <> 'FROZEN' ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED
  ) RETURNING 1`;

const reads = (db: Database): Pick<CartRepository, 'findAll' | 'findCurrent' | 'findByToken' | 'findCheckout'> => {
  const find = async (condition: string, params: readonly unknown[]) =>
    toListedCarts(await db.query<CartRow>(`${selectCarts} WHERE ${condition} ${inOrder}`, params));
  return {
    findAll: (ids) => find('c.id = ANY ($1::uuid[])', [ids]),
    findCurrent: async (owner) => {
      const [found] =
        owner.kind === 'user'
          ? await find(`c.user_id = $1 AND c.status IN ('OPEN', 'FROZEN')`, [owner.userId])
          : await find(`c.token_hash = $1 AND c.status IN ('OPEN', 'FROZEN')`, [owner.tokenHash]);
      return found;
    },
    findByToken: async (tokenHash) => (await find('c.token_hash = $1', [tokenHash]))[0],
    findCheckout: async (id: CheckoutId) => {
      const [row] = await db.query<CheckoutRow>(
        'SELECT checkout_id, cart_id, outcome, version FROM cart_checkouts WHERE checkout_id = $1',
        [id],
      );
      return row === undefined ? undefined : toRecord(row);
    },
  };
};

export const cartRepository = (db: Database, publications: Publications): CartRepository => {
  const addChange = (unit: Unit, { cart, events }: CartChange): void => {
    const after = events.reduce(evolve, cart.state);
    addLines(addCart(unit, cart.version, after), cart.state, after);
    // A command is one version of a cart, and no command has two events that others hear of.
    unit.publish(...events.flatMap((event) => publications.ofCart(after, event, cart.version + 1)));
  };
  return {
    ...reads(db),
    saveAll: async (changes, cause, step) => {
      const unit = db.unit(cause);
      for (const change of changes) addChange(unit, change);
      if (step !== undefined) addStep(unit, step);
      await unit.commit();
    },
    answer: async (step, answer, cause) => {
      await addStep(db.unit(cause), step)
        .publish(publications.ofAnswer(recordAfter(step), answer))
        .commit();
    },
    purgeCarts: async (untouchedSince) => (await db.query(purgeCarts, [untouchedSince, purgeBatch])).length,
    purgeCheckouts: async (endedBefore) => (await db.query(purgeCheckouts, [endedBefore, purgeBatch])).length,
  };
};
