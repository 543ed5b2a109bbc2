import { retryStale, type Database, type OutgoingEvent, type Unit } from '@marketplace/platform';
import type { Abandonment, CartChange, CartRepository, CheckoutAnswer, CheckoutStep } from '../../application/ports';
import { evolve, type Cart, type CartEvent } from '../../domain/cart';
import type { CheckoutRecord } from '../../domain/checkout-record';
import { cartReads } from './cart-reads';
import { addAttempt, addStep, addWrite } from './cart-writes';

/** The place of an announcement among those of its cart. */
export type Place = { readonly version: number; readonly follows: number };

/** Turns what happened into what the world is told of it; given by main.ts, from the nats adapter. */
export type Publications = {
  readonly ofCart: (cart: Cart, event: CartEvent, place: Place) => readonly OutgoingEvent[];
  readonly ofAnswer: (record: Pick<CheckoutRecord, 'checkoutId' | 'cartId' | 'version'>, answer: CheckoutAnswer) => OutgoingEvent;
  readonly ofAbandonment: (cart: Cart, abandonment: Abandonment) => readonly OutgoingEvent[];
};

const noteShown = `
  UPDATE cart_items SET shown_amount = shown.amount FROM unnest($1::uuid[], $2::bigint[], $3::text[]) AS shown (id, amount, currency)
  WHERE cart_items.id = shown.id AND cart_items.seen_currency = shown.currency`;

const noteAbandoned = `
  UPDATE carts SET abandoned_version = looked.version FROM unnest($1::uuid[], $2::int[]) AS looked (id, version)
  WHERE carts.id = looked.id AND carts.version = looked.version AND abandoned_version IS DISTINCT FROM looked.version`;

const versionAfter = ({ known }: CheckoutStep): number => (known?.version ?? 0) + 1;

const purgeBatch = 1_000;

const purgeCarts = `
  DELETE FROM carts WHERE id IN (
    SELECT id FROM carts WHERE updated_at < $1 AND (user_id IS NULL OR status = 'CLOSED') ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED
  ) RETURNING 1`;

const purgeCheckouts = `
  DELETE FROM cart_checkouts WHERE checkout_id IN (
    SELECT checkout_id FROM cart_checkouts WHERE updated_at < $1 AND outcome <> 'FROZEN' ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED
  ) RETURNING 1`;

export const cartRepository = (db: Database, publications: Publications): CartRepository => {
  const addChange = (unit: Unit, { cart, events }: CartChange): void => {
    const after = events.reduce(evolve, cart.state);
    const version = cart.version + 1;
    // A command is one version of a cart, and no command has two events that others hear of.
    const news = events.flatMap((event) => publications.ofCart(after, event, { version, follows: cart.announced }));
    addWrite(unit, { before: cart, after, announced: news.length > 0 ? version : cart.announced });
    unit.publish(...news);
  };
  return {
    ...cartReads(db),
    saveAll: async (changes, cause, { step, attempt } = {}) => {
      const unit = db.unit(cause);
      for (const change of changes) addChange(unit, change);
      if (step !== undefined) addStep(unit, step);
      if (attempt !== undefined) addAttempt(unit, attempt);
      await unit.commit();
    },
    answer: async (step, answer, cause) => {
      const unit = addStep(db.unit(cause), step);
      if (answer !== undefined) unit.publish(publications.ofAnswer({ ...step, version: versionAfter(step) }, answer));
      await unit.commit();
    },
    // Not a command, which would be tried again: it may meet a change of the same lines.
    noteShown: (lines, cause) => {
      const columns = [
        lines.map(({ id }) => id),
        lines.map(({ shownPrice }) => shownPrice.amount),
        lines.map(({ shownPrice }) => shownPrice.currency),
      ];
      return retryStale(() => db.unit(cause).addRows(noteShown, columns).commit());
    },
    noteAbandoned: (cart, abandonment, cause) =>
      db
        .unit(cause)
        .addRows(noteAbandoned, [[cart.state.id], [cart.version]], 1)
        .publish(...(abandonment === undefined ? [] : publications.ofAbandonment(cart.state, abandonment)))
        .commit(),
    purgeCarts: async (untouchedSince) => (await db.query(purgeCarts, [untouchedSince, purgeBatch])).length,
    purgeCheckouts: async (endedBefore) => (await db.query(purgeCheckouts, [endedBefore, purgeBatch])).length,
  };
};
