import { LessThan } from 'typeorm';
import { pickColumns, type Database, type EventMessage } from '@marketplace/platform';
import type { Abandonment, InactiveCarts } from '../../application/ports';
import type { Cart } from '../../domain/cart';
import { readCarts, toListedCart } from './cart-rows';
import { Carts, CouponAttempts } from './tables';

/** The event of an abandoned cart. Implemented by the nats adapter and passed in by main.ts. */
type Publications = { readonly ofAbandonment: (cart: Cart, abandonment: Abandonment) => readonly EventMessage[] };

/** Without `updatedAt`: marking a cart as checked is not a change. */
const AbandonmentColumns = pickColumns(Carts, 'id', 'version', 'abandonedVersion');

const purgeBatch = 1_000;

const purgeCarts = `
  DELETE FROM carts WHERE id IN (
    SELECT id FROM carts WHERE updated_at < $1 AND (user_id IS NULL OR status = 'CLOSED') ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED
  ) RETURNING 1`;

const purgeCheckouts = `
  DELETE FROM cart_checkouts WHERE checkout_id IN (
    SELECT checkout_id FROM cart_checkouts WHERE updated_at < $1 AND outcome <> 'FROZEN' ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED
  ) RETURNING 1`;

const abandonedCondition = `
  c.id IN (
    SELECT id FROM carts
    WHERE status = 'OPEN' AND user_id IS NOT NULL AND abandoned_version IS DISTINCT FROM version AND updated_at < $1
    ORDER BY updated_at LIMIT $2)`;

export const inactiveCarts = (db: Database, { ofAbandonment }: Publications): InactiveCarts => ({
  find: async (untouchedSince, limit) =>
    (await readCarts(db, abandonedCondition, [untouchedSince, limit])).map((rows) => ({
      found: toListedCart(rows),
      lastChangedAt: rows[0].updatedAt,
    })),
  recordAbandonment: ({ state, version }, abandonment, cause) =>
    db
      .unit(cause)
      .update(AbandonmentColumns, [{ where: { id: state.id, version }, set: { abandonedVersion: version } }], {
        onlyIf: 't.abandoned_version IS DISTINCT FROM t.version',
      })
      .publish(...(abandonment === undefined ? [] : ofAbandonment(state, abandonment)))
      .commit(),
  purgeCarts: async (untouchedSince) => (await db.query(purgeCarts, [untouchedSince, purgeBatch])).length,
  purgeCheckouts: async (endedBefore) => (await db.query(purgeCheckouts, [endedBefore, purgeBatch])).length,
  purgeAttempts: async (before) => (await db.repository(CouponAttempts).delete({ attemptedAt: LessThan(before) })).affected ?? 0,
});
