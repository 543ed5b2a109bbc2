import { isDeepStrictEqual } from 'node:util';
import type { CartId, Clock } from '@marketplace/kernel';
import { aggregateStore, batched, retry, type Database, type EventMessage, type Unit, type WrittenChange } from '@marketplace/platform';
import type { CartRepository, ListedCart } from '../../application/ports';
import { evolve, type Cart, type CartEvent, type CartLine, type Owner } from '../../domain/cart';
import type { CartCommand, CartRejection, LockRejection } from '../../domain/commands';
import { decide } from '../../domain/decide';
import { readCarts, toListedCart } from './cart-rows';
import { CartCoupons, CartItems, Carts, CouponAttempts } from './tables';

/** The events of carts. Implemented by the nats adapter and passed in by main.ts. */
type Publications = { readonly ofCart: (cart: Cart, event: CartEvent, version: number) => readonly EventMessage[] };

type Written = WrittenChange<Cart, CartEvent>;

const stateColumns = ({ state, version, announced }: Written['after'], clock: Clock) => ({
  ...{ version, announced, status: state.status, shippingOptionIds: state.delivery.shippingOptionIds },
  countryCode: state.delivery.countryCode ?? null,
  checkoutId: 'checkoutId' in state ? state.checkoutId : null,
  mergedInto: 'into' in state ? state.into : null,
  frozenAt: state.status === 'FROZEN' ? clock() : null,
});

/** Writes updates before inserts: a closed cart must be written before the user's next one. */
const addCarts = (unit: Unit, changes: readonly Written[], clock: Clock): void => {
  unit.update(
    Carts,
    changes
      .filter(({ from }) => from > 0)
      .map(({ from, after }) => ({ where: { id: after.state.id, version: from }, set: stateColumns(after, clock) })),
  );
  unit.insert(
    Carts,
    changes
      .filter(({ from }) => from === 0)
      .map(({ after }) => {
        const { id, owner } = after.state;
        const holder = owner.kind === 'user' ? { userId: owner.userId, tokenHash: null } : { userId: null, tokenHash: owner.tokenHash };
        return { id, ...holder, ...stateColumns(after, clock), abandonedVersion: null };
      }),
  );
};

const itemsOf = (cartId: CartId, lines: readonly CartLine[], saved: boolean) =>
  lines.map(({ id, productId, variantId, quantity, referencePrice, displayedPrice }) => ({
    ...{ id, cartId, productId, variantId, quantity, saved },
    seenAmount: referencePrice.amount,
    seenCurrency: referencePrice.currency,
    shownAmount: displayedPrice.amount,
  }));

const contentsOf = (cart: Cart | undefined) => ({
  items: cart === undefined ? [] : [...itemsOf(cart.id, cart.lines, false), ...itemsOf(cart.id, cart.saved, true)],
  coupons: cart === undefined ? [] : cart.couponCodes.map((code) => ({ cartId: cart.id, code })),
});

/** The removed, added and changed lines and coupons of a cart. */
const differencesOf = ({ after: { state }, steps }: Written) => {
  const [before, after] = [contentsOf(steps[0]?.before), contentsOf(state)];
  const known = new Map(before.items.map((item) => [item.id, item]));
  const kept = new Set(after.items.map(({ id }) => id));
  return {
    itemsGone: before.items.filter(({ id }) => !kept.has(id)).map(({ id }) => ({ id })),
    itemsSet: after.items.filter((item) => !isDeepStrictEqual(item, known.get(item.id))),
    couponsGone: before.coupons.filter((coupon) => !state.couponCodes.includes(coupon.code)),
    couponsApplied: after.coupons.filter((coupon) => !before.coupons.some(({ code }) => code === coupon.code)),
  };
};

const addContents = (unit: Unit, changes: readonly Written[]): void => {
  const differences = changes.map(differencesOf);
  unit.delete(
    CartItems,
    differences.flatMap(({ itemsGone }) => itemsGone),
  );
  unit.upsert(
    CartItems,
    differences.flatMap(({ itemsSet }) => itemsSet),
    ['id'],
  );
  unit.delete(
    CartCoupons,
    differences.flatMap(({ couponsGone }) => couponsGone),
  );
  unit.insert(
    CartCoupons,
    differences.flatMap(({ couponsApplied }) => couponsApplied),
  );
};

export type CartStore = ReturnType<typeof cartStore>;

/** The store of carts. Events are not kept: carts are disposable, and guests' data is not kept longer than the cart. */
export const cartStore = (db: Database, { ofCart }: Publications, clock: Clock) =>
  aggregateStore<Cart, CartCommand, CartEvent, CartRejection | LockRejection, ListedCart>(db, {
    name: 'Cart',
    idOf: (cart) => cart.id,
    decide,
    evolve: (cart, event) => {
      if (cart === undefined) throw new Error(`a cart is empty before it has ${event.type}`);
      return evolve(cart, event);
    },
    load: async (ids) => (await readCarts(db, 'c.id = ANY ($1)', [ids])).map(toListedCart),
    write: (unit, changes) => {
      addCarts(unit, changes, clock);
      addContents(unit, changes);
    },
    toMessages: ({ after, event, version }) => ofCart(after, event, version),
  });

const holderOf = (owner: Owner): string => (owner.kind === 'user' ? owner.userId : owner.tokenHash);

/** Requests during a read share the next one. */
const findBy = (db: Database, condition: string) =>
  batched<ListedCart>(async (owners) => {
    const carts = (await readCarts(db, condition, [owners])).map(toListedCart);
    return new Map(carts.map((cart) => [holderOf(cart.state.owner), cart]));
  });

export const cartRepository = (db: Database, { saveWith }: Pick<CartStore, 'saveWith'>): CartRepository => {
  const ofUser = findBy(db, `c.user_id = ANY ($1::uuid[]) AND c.status IN ('OPEN', 'FROZEN')`);
  const byToken = findBy(db, 'c.token_hash = ANY ($1)');
  return {
    findCurrent: async (owner) => {
      if (owner.kind === 'user') return ofUser(owner.userId);
      const found = await byToken(owner.tokenHash);
      return found?.state.status === 'OPEN' || found?.state.status === 'FROZEN' ? found : undefined;
    },
    findByToken: byToken,
    save: (changes, cause, attempt) =>
      saveWith(changes, cause, {
        alongside: (unit) => {
          if (attempt === undefined) return;
          const { userId, codes, at: attemptedAt } = attempt;
          const attempts = codes.map((code) => ({ userId, code, attemptedAt }));
          unit.upsert(CouponAttempts, attempts, ['userId', 'code']);
        },
      }),
    codesTried: async (userId, since) => {
      const attempts = await db.select(CouponAttempts, 'WHERE user_id = $1 AND attempted_at > $2', [userId, since]);
      return new Set(attempts.map(({ code }) => code));
    },
    // Retried here, because it can race with a change of the same lines.
    recordDisplayedPrices: (lines, cause) => {
      const changes = lines.map(({ id, displayedPrice: { amount, currency } }) => ({
        where: { id, seenCurrency: currency },
        set: { shownAmount: amount },
      }));
      return retry(() => db.unit(cause).update(CartItems, changes, { expect: 'any' }).commit());
    },
  };
};
