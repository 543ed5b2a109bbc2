import { after, hours, type CartId, type CheckoutId, type Instant } from '@marketplace/kernel';
import type { AbortReason, CheckoutRequest } from '../domain/checkout';
import { freezeRefusals } from './scenario.fixtures';
import { planOf } from './shipping.fixtures';
import type { Participant, World } from './world.fixtures';

type Cart = { status: 'OPEN' | 'FROZEN' | 'CLOSED'; by: CheckoutId | undefined };
type Outcome = 'FROZEN' | 'REJECTED' | 'RELEASED' | 'FORGOTTEN' | 'CLOSED';

/** Longer than any checkout waits for its buyer. */
const patience = hours(1);

/** Carts as carts keeps them, and what was done for each checkout. */
export type Carts = Participant & {
  readonly carts: ReadonlyMap<CartId, Cart>;
  readonly records: ReadonlyMap<CheckoutId, { readonly outcome: Outcome; readonly cartId: CartId }>;
};

type Books = {
  readonly world: World;
  readonly carts: Map<CartId, Cart>;
  readonly records: Map<CheckoutId, { readonly outcome: Outcome; readonly cartId: CartId; readonly frozenAt: Instant }>;
};

/** A checkout's wish for a cart. */
type Wish = Pick<CheckoutRequest, 'checkoutId' | 'cartId'>;

const cartOf = ({ carts }: Books, id: CartId): Cart => {
  const cart = carts.get(id) ?? { status: 'OPEN', by: undefined };
  carts.set(id, cart);
  return cart;
};

const record = ({ world, records }: Books, { checkoutId, cartId }: Wish, outcome: Outcome): void => {
  records.set(checkoutId, { outcome, cartId, frozenAt: records.get(checkoutId)?.frozenAt ?? world.now });
};

const frozen = (world: World, checkoutId: CheckoutId) => {
  const plan = planOf(world, checkoutId);
  const sellers = Array.from({ length: plan?.sellers ?? 1 }, (_, seller) => `seller-${seller}`);
  return {
    type: 'CartFrozen' as const,
    currency: 'USD',
    couponCodes: plan?.usesCoupon === true ? ['WELCOME'] : [],
    lines: sellers.map((sellerId) => ({
      lineId: `line-of-${sellerId}`,
      variantId: `variant-of-${sellerId}`,
      productId: 'product',
      sellerId,
      sku: 'SKU',
      title: 'Thing',
      options: [],
      quantity: plan?.quantity ?? 1,
      unitPrice: { amount: '1000', currency: 'USD' },
      weightGrams: 100,
    })),
  };
};

const refusalOf = ({ world }: Books, checkoutId: CheckoutId, { status }: Cart): AbortReason | undefined => {
  if (status === 'FROZEN') return 'cart-in-checkout';
  if (status === 'CLOSED') return 'cart-not-found';
  const trouble = planOf(world, checkoutId)?.trouble;
  return trouble === undefined ? undefined : freezeRefusals[trouble];
};

const freeze = (books: Books, wish: Wish): void => {
  const { world, records } = books;
  const { checkoutId, cartId } = wish;
  const known = records.get(checkoutId)?.outcome;
  // RELEASED: it let go before it asked.
  if (known !== undefined && known !== 'RELEASED') return;
  const cart = cartOf(books, cartId);
  const reason = known === 'RELEASED' ? 'cart-in-checkout' : refusalOf(books, checkoutId, cart);
  if (reason !== undefined) {
    record(books, wish, known ?? 'REJECTED');
    return world.say({ from: 'carts', aggregate: checkoutId, checkoutId }, { type: 'CartFreezeRejected', reason });
  }
  cart.status = 'FROZEN';
  cart.by = checkoutId;
  record(books, wish, 'FROZEN');
  world.say({ from: 'carts', aggregate: cartId, checkoutId }, frozen(world, checkoutId));
};

/** Ends the freeze of a checkout, if there is one; says whether there was. */
const letGo = (books: Books, wish: Wish, outcome: 'RELEASED' | 'FORGOTTEN' | 'CLOSED'): boolean => {
  const { checkoutId, cartId } = wish;
  const isHeld = books.records.get(checkoutId)?.outcome === 'FROZEN';
  const cart = cartOf(books, cartId);
  if (isHeld) {
    if (cart.by !== checkoutId || cart.status !== 'FROZEN') books.world.fail(`${checkoutId} has frozen a cart that is not its own`);
    cart.status = outcome === 'CLOSED' ? 'CLOSED' : 'OPEN';
    cart.by = undefined;
  }
  if (isHeld || outcome === 'RELEASED') record(books, wish, outcome);
  return isHeld;
};

const unfreeze = (books: Books, wish: Wish): void => {
  const { checkoutId, cartId } = wish;
  if (books.records.get(checkoutId)?.outcome === 'RELEASED') return;
  const aggregate = letGo(books, wish, 'RELEASED') ? cartId : checkoutId;
  books.world.say({ from: 'carts', aggregate, checkoutId }, { type: 'CartUnfrozen' });
};

const close = (books: Books, checkoutId: CheckoutId): void => {
  const known = books.records.get(checkoutId);
  if (known === undefined) return books.world.fail(`${checkoutId} was paid for and has no cart`);
  const wish = { checkoutId, cartId: known.cartId };
  // What it paid for leaves the cart, which went on without it.
  if (known.outcome === 'FORGOTTEN') record(books, wish, 'CLOSED');
  else letGo(books, wish, 'CLOSED');
};

const forget = (books: Books, wish: Wish): void => {
  books.world.count('own deadline: cart forgotten');
  letGo(books, wish, 'FORGOTTEN');
  books.world.say({ from: 'carts', aggregate: wish.cartId, checkoutId: wish.checkoutId }, { type: 'CartUnfrozen' });
};

export const createCarts = (world: World): Carts => {
  const books: Books = { world, carts: new Map(), records: new Map() };
  const { carts, records } = books;
  return {
    carts,
    records,
    hear: ({ checkoutId, body }) => {
      if ('says' in body) return close(books, checkoutId);
      const { cartId } = body.checkout.request;
      if (body.asks.type === 'CheckoutStarted') freeze(books, { checkoutId, cartId });
      else unfreeze(books, { checkoutId, cartId });
    },
    timers: () =>
      [...records]
        .filter(([, { outcome }]) => outcome === 'FROZEN')
        .map(([checkoutId, { cartId, frozenAt }]) => ({
          at: after(frozenAt, patience),
          name: `carts forgets the freeze of ${checkoutId}`,
          run: () => forget(books, { checkoutId, cartId }),
        })),
  };
};
