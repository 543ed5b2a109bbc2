import type { Unit } from '@marketplace/platform';
import type { Attempt, CheckoutStep, Versioned } from '../../application/ports';
import type { Cart, CartLine } from '../../domain/cart';

/** Every part is made of rows with a constant text, so that what many buyers do at the same moment is one statement. */

const insertCarts = `
  INSERT INTO carts (id, version, announced_version, status, user_id, token_hash, country_code, shipping_option_ids)
  SELECT id, 1, announced_version, status, user_id, token_hash, country_code, shipping_option_ids
  FROM unnest($1::uuid[], $2::int[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::jsonb[])
    AS cart (id, announced_version, status, user_id, token_hash, country_code, shipping_option_ids)`;

const updateCarts = `
  UPDATE carts SET version = after.before + 1, announced_version = after.announced_version, status = after.status,
    checkout_id = after.checkout_id, merged_into = after.merged_into, country_code = after.country_code,
    shipping_option_ids = after.shipping_option_ids, frozen_at = CASE after.status WHEN 'FROZEN' THEN now() END, updated_at = now()
  FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::jsonb[])
    AS after (id, before, announced_version, status, checkout_id, merged_into, country_code, shipping_option_ids)
  WHERE carts.id = after.id AND carts.version = after.before`;

const deleteLines = `
  DELETE FROM cart_items USING unnest($1::uuid[], $2::uuid[]) AS gone (cart_id, id)
  WHERE cart_items.id = gone.id AND cart_items.cart_id = gone.cart_id`;

const setLines = `
  INSERT INTO cart_items (cart_id, id, product_id, variant_id, quantity, seen_amount, seen_currency, shown_amount, saved)
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::bigint[], $7::text[], $8::bigint[], $9::boolean[])
  ON CONFLICT (id) DO UPDATE SET quantity = excluded.quantity, seen_amount = excluded.seen_amount, seen_currency = excluded.seen_currency,
    shown_amount = excluded.shown_amount, saved = excluded.saved`;

const deleteCoupons = `
  DELETE FROM cart_coupons USING unnest($1::uuid[], $2::text[]) AS gone (cart_id, code)
  WHERE cart_coupons.cart_id = gone.cart_id AND cart_coupons.code = gone.code`;

const insertCoupons = `
  INSERT INTO cart_coupons (cart_id, code)
  SELECT cart_id, code FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS coupon (cart_id, code, position) ORDER BY position`;

const noteAttempts = `
  INSERT INTO coupon_attempts (user_id, code, attempted_at) SELECT * FROM unnest($1::uuid[], $2::text[], $3::timestamptz[])
  ON CONFLICT (user_id, code) DO UPDATE SET attempted_at = excluded.attempted_at`;

const insertSteps = `
  INSERT INTO cart_checkouts (checkout_id, cart_id, outcome, held, version)
  SELECT checkout_id, cart_id, outcome, held, 1
  FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[]) AS step (checkout_id, cart_id, outcome, held)`;

const updateSteps = `
  UPDATE cart_checkouts SET outcome = after.outcome, held = after.held, version = after.before + 1, updated_at = now()
  FROM unnest($1::uuid[], $2::int[], $3::text[], $4::jsonb[]) AS after (checkout_id, before, outcome, held)
  WHERE cart_checkouts.checkout_id = after.checkout_id AND cart_checkouts.version = after.before`;

/** A cart as it becomes, and what was written of it before. */
export type CartWrite = { readonly before: Versioned<Cart>; readonly after: Cart; readonly announced: number };

const addCart = (unit: Unit, { before, after, announced }: CartWrite): Unit => {
  const { id, owner, status, delivery } = after;
  const country = delivery.countryCode ?? null;
  const options = JSON.stringify(delivery.shippingOptionIds);
  if (before.version === 0) {
    const [userId, tokenHash] = owner.kind === 'user' ? [owner.userId, null] : [null, owner.tokenHash];
    return unit.addRows(insertCarts, [[id], [announced], [status], [userId], [tokenHash], [country], [options]], 1);
  }
  const checkoutId = 'checkoutId' in after ? after.checkoutId : null;
  const into = 'into' in after ? after.into : null;
  return unit.addRows(updateCarts, [[id], [before.version], [announced], [status], [checkoutId], [into], [country], [options]], 1);
};

type Item = CartLine & { readonly saved: boolean };

const itemsOf = ({ lines, saved }: Cart): readonly Item[] => [
  ...lines.map((line) => ({ ...line, saved: false })),
  ...saved.map((line) => ({ ...line, saved: true })),
];

const isSame = (a: Item, b: Item): boolean =>
  a.quantity === b.quantity &&
  a.saved === b.saved &&
  a.seenPrice.amount === b.seenPrice.amount &&
  a.seenPrice.currency === b.seenPrice.currency &&
  a.shownPrice.amount === b.shownPrice.amount;

const addItems = (unit: Unit, { before, after }: CartWrite): void => {
  const [known, kept] = [itemsOf(before.state), itemsOf(after)];
  const byId = new Map(known.map((item) => [item.id, item]));
  const keptIds = new Set(kept.map((item) => item.id));
  const gone = known.filter((item) => !keptIds.has(item.id)).map((item) => item.id);
  const set = kept.filter((item) => {
    const was = byId.get(item.id);
    return was === undefined || !isSame(was, item);
  });
  if (gone.length > 0) unit.addRows(deleteLines, [gone.map(() => after.id), gone]);
  if (set.length === 0) return;
  unit.addRows(setLines, [
    set.map(() => after.id),
    set.map((item) => item.id),
    set.map((item) => item.productId),
    set.map((item) => item.variantId),
    set.map((item) => item.quantity),
    set.map((item) => item.seenPrice.amount),
    set.map((item) => item.seenPrice.currency),
    set.map((item) => item.shownPrice.amount),
    set.map((item) => item.saved),
  ]);
};

const addCoupons = (unit: Unit, { before, after }: CartWrite): void => {
  const gone = before.state.couponCodes.filter((code) => !after.couponCodes.includes(code));
  const applied = after.couponCodes.filter((code) => !before.state.couponCodes.includes(code));
  if (gone.length > 0) unit.addRows(deleteCoupons, [gone.map(() => after.id), gone]);
  if (applied.length > 0) unit.addRows(insertCoupons, [applied.map(() => after.id), applied]);
};

/** Adds all that a change writes of one cart. */
export const addWrite = (unit: Unit, write: CartWrite): void => {
  addCart(unit, write);
  addItems(unit, write);
  addCoupons(unit, write);
};

export const addAttempt = (unit: Unit, { userId, codes, at }: Attempt): Unit =>
  unit.addRows(noteAttempts, [codes.map(() => userId), codes, codes.map(() => at)]);

/** The checkout's own row decides a race between freezing its cart and letting go of it: one of the two starts over. */
export const addStep = (unit: Unit, step: CheckoutStep): Unit => {
  const { checkoutId, cartId, known, outcome } = step;
  const held = step.outcome === 'FORGOTTEN' ? JSON.stringify(step.held) : null;
  return known === undefined
    ? unit.addRows(insertSteps, [[checkoutId], [cartId], [outcome], [held]])
    : unit.addRows(updateSteps, [[checkoutId], [known.version], [outcome], [held]], 1);
};
