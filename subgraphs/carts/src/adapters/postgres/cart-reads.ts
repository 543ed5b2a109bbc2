import { idOf, instant } from '@marketplace/kernel';
import { coalesced, type Database } from '@marketplace/platform';
import type { CartRepository, CheckoutView, ListedCart } from '../../application/ports';
import type { CheckoutRecord } from '../../domain/checkout-record';
import type { Bought } from '../../domain/commands';
import { cartColumns, grouped, inOrder, joinContents, selectCarts, toListedCart, type CartRow } from './cart-rows';

type Reads = Pick<CartRepository, 'findCurrent' | 'findByToken' | 'findForCheckout' | 'findFrozenBefore' | 'findLeft'>;

type CheckoutRow = {
  readonly position: bigint;
  readonly known_id: string | null;
  readonly known_cart_id: string;
  readonly known_version: number;
  readonly outcome: CheckoutRecord['outcome'];
  readonly held: Bought | null;
} & (CartRow | { readonly id: null });

/** The record's cart goes before the one that was asked for: a checkout has one cart, and messages may name it or not. */
const selectForCheckouts = `
  SELECT asked.position, r.checkout_id AS known_id, r.cart_id AS known_cart_id, r.version AS known_version, r.outcome, r.held, ${cartColumns}
  FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS asked (checkout_id, cart_id, position)
  LEFT JOIN cart_checkouts r ON r.checkout_id = asked.checkout_id
  LEFT JOIN carts c ON c.id = coalesce(r.cart_id, asked.cart_id)${joinContents}
  ORDER BY asked.position, i.id`;

const selectLeft = `
  SELECT left_carts.updated_at, ${cartColumns}
  FROM (
    SELECT * FROM carts
    WHERE status = 'OPEN' AND user_id IS NOT NULL AND abandoned_version IS DISTINCT FROM version AND updated_at < $1
    ORDER BY updated_at LIMIT $2
  ) left_carts JOIN carts c ON c.id = left_carts.id${joinContents}
  ORDER BY left_carts.updated_at, c.id, i.id`;

const toRecord = (row: CheckoutRow): CheckoutRecord | undefined => {
  if (row.known_id === null) return undefined;
  const about = { checkoutId: idOf<'Checkout'>(row.known_id), cartId: idOf<'Cart'>(row.known_cart_id), version: row.known_version };
  return row.outcome === 'FORGOTTEN'
    ? { ...about, outcome: row.outcome, held: row.held ?? { lines: [], couponCodes: [] } }
    : { ...about, outcome: row.outcome };
};

const toView = (rows: readonly CheckoutRow[]): CheckoutView => {
  const known = rows[0] === undefined ? undefined : toRecord(rows[0]);
  const found = toListedCart(rows.filter((row) => row.id !== null));
  return { ...(known === undefined ? {} : { known }), ...(found === undefined ? {} : { found }) };
};

/** Requests that come while a read is under way share the next one. */
export const cartReads = (db: Database): Reads => {
  const findBy = (condition: string, ownerOf: (row: CartRow) => string | null) =>
    coalesced<ListedCart>(async (owners) => {
      const rows = await db.query<CartRow>(`${selectCarts} WHERE ${condition} ${inOrder}`, [owners]);
      const carts = [...grouped(rows, ownerOf)].map(([owner, its]) => [owner, toListedCart(its)] as const);
      return new Map(carts.flatMap(([owner, cart]) => (owner === null || cart === undefined ? [] : [[owner, cart]])));
    });
  const ofUser = findBy(`c.user_id = ANY ($1::uuid[]) AND c.status IN ('OPEN', 'FROZEN')`, (row) => row.user_id);
  const byToken = findBy('c.token_hash = ANY ($1::text[])', (row) => row.token_hash);
  const forCheckout = coalesced<CheckoutView>(async (keys) => {
    const asked = keys.map((key) => key.split(' '));
    const params = [asked.map(([checkoutId]) => checkoutId), asked.map(([, cartId]) => (cartId === '' ? null : cartId))];
    const rows = grouped(await db.query<CheckoutRow>(selectForCheckouts, params), (row) => Number(row.position));
    return new Map(keys.map((key, position) => [key, toView(rows.get(position + 1) ?? [])]));
  });
  return {
    findCurrent: async (owner) => {
      if (owner.kind === 'user') return ofUser(owner.userId);
      const found = await byToken(owner.tokenHash);
      return found?.cart.state.status === 'OPEN' || found?.cart.state.status === 'FROZEN' ? found : undefined;
    },
    findByToken: byToken,
    findForCheckout: async (checkoutId, cartId) => (await forCheckout(`${checkoutId} ${cartId ?? ''}`)) ?? {},
    findFrozenBefore: async (moment, limit) => {
      const rows = await db.query<{ checkout_id: string }>(
        `SELECT checkout_id FROM carts WHERE status = 'FROZEN' AND frozen_at < $1 ORDER BY frozen_at LIMIT $2`,
        [moment, limit],
      );
      return rows.map((row) => idOf<'Checkout'>(row.checkout_id));
    },
    findLeft: async (untouchedSince, limit) => {
      const rows = await db.query<CartRow & { readonly updated_at: string }>(selectLeft, [untouchedSince, limit]);
      return [...grouped(rows, (row) => row.id).values()].flatMap((its) => {
        const [found, lastChangedAt] = [toListedCart(its), its[0]?.updated_at];
        return found === undefined || lastChangedAt === undefined ? [] : [{ found, lastChangedAt: instant(lastChangedAt) }];
      });
    },
  };
};
