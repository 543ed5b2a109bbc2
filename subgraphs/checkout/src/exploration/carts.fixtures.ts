import { after, hours, type CartId, type CheckoutId, type Instant } from '@marketplace/kernel';
import type { AbortReason, CheckoutRequest } from '../domain/checkout';
import { freezeRefusals } from './scenario.fixtures';
import { planOf } from './shipping.fixtures';
import type { Participant, World } from './world.fixtures';

type Cart = { status: 'OPEN' | 'FROZEN' | 'CLOSED'; by: CheckoutId | undefined };
type Outcome = 'FROZEN' | 'REJECTED' | 'RELEASED' | 'EXPIRED' | 'CLOSED';

/** Longer than any checkout waits for its buyer. */
const freezeTimeout = hours(1);

/** The carts, and the record of each checkout. */
export type Carts = Participant & {
  readonly carts: ReadonlyMap<CartId, Cart>;
  readonly records: ReadonlyMap<CheckoutId, { readonly outcome: Outcome; readonly cartId: CartId }>;
};

type State = {
  readonly world: World;
  readonly carts: Map<CartId, Cart>;
  readonly records: Map<CheckoutId, { readonly outcome: Outcome; readonly cartId: CartId; readonly frozenAt: Instant }>;
};

type CartRequest = Pick<CheckoutRequest, 'checkoutId' | 'cartId'>;

const cartOf = ({ carts }: State, id: CartId): Cart => {
  const cart = carts.get(id) ?? { status: 'OPEN', by: undefined };
  carts.set(id, cart);
  return cart;
};

const record = ({ world, records }: State, { checkoutId, cartId }: CartRequest, outcome: Outcome): void => {
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

const refusalOf = ({ world }: State, checkoutId: CheckoutId, { status }: Cart): AbortReason | undefined => {
  if (status === 'FROZEN') return 'cart-in-checkout';
  if (status === 'CLOSED') return 'cart-not-found';
  const problem = planOf(world, checkoutId)?.problem;
  return problem === undefined ? undefined : freezeRefusals[problem];
};

const freeze = (state: State, request: CartRequest): void => {
  const { world, records } = state;
  const { checkoutId, cartId } = request;
  const known = records.get(checkoutId)?.outcome;
  // RELEASED: the release arrived before the request.
  if (known !== undefined && known !== 'RELEASED') return;
  const cart = cartOf(state, cartId);
  const reason = known === 'RELEASED' ? 'cart-in-checkout' : refusalOf(state, checkoutId, cart);
  if (reason !== undefined) {
    record(state, request, known ?? 'REJECTED');
    return world.publish({ from: 'carts', aggregate: checkoutId, checkoutId }, { type: 'CartFreezeRejected', reason });
  }
  cart.status = 'FROZEN';
  cart.by = checkoutId;
  record(state, request, 'FROZEN');
  world.publish({ from: 'carts', aggregate: cartId, checkoutId }, frozen(world, checkoutId));
};

/** Ends the freeze of a checkout. Returns true if the checkout had frozen a cart. */
const endFreeze = (state: State, request: CartRequest, outcome: 'RELEASED' | 'EXPIRED' | 'CLOSED'): boolean => {
  const { checkoutId, cartId } = request;
  const hadFrozen = state.records.get(checkoutId)?.outcome === 'FROZEN';
  const cart = cartOf(state, cartId);
  if (hadFrozen) {
    if (cart.by !== checkoutId || cart.status !== 'FROZEN') state.world.fail(`${checkoutId} has frozen a cart that is not its own`);
    cart.status = outcome === 'CLOSED' ? 'CLOSED' : 'OPEN';
    cart.by = undefined;
  }
  if (hadFrozen || outcome === 'RELEASED') record(state, request, outcome);
  return hadFrozen;
};

const unfreeze = (state: State, request: CartRequest): void => {
  const { checkoutId, cartId } = request;
  if (state.records.get(checkoutId)?.outcome === 'RELEASED') return;
  const aggregate = endFreeze(state, request, 'RELEASED') ? cartId : checkoutId;
  state.world.publish({ from: 'carts', aggregate, checkoutId }, { type: 'CartUnfrozen' });
};

const close = (state: State, checkoutId: CheckoutId): void => {
  const known = state.records.get(checkoutId);
  if (known === undefined) return state.world.fail(`${checkoutId} was paid for and has no cart`);
  const request = { checkoutId, cartId: known.cartId };
  // The items it paid for are removed from the cart.
  if (known.outcome === 'EXPIRED') record(state, request, 'CLOSED');
  else endFreeze(state, request, 'CLOSED');
};

const expireFreeze = (state: State, request: CartRequest): void => {
  state.world.count('own deadline: cart freeze expired');
  endFreeze(state, request, 'EXPIRED');
  state.world.publish({ from: 'carts', aggregate: request.cartId, checkoutId: request.checkoutId }, { type: 'CartUnfrozen' });
};

export const createCarts = (world: World): Carts => {
  const state: State = { world, carts: new Map(), records: new Map() };
  const { carts, records } = state;
  return {
    carts,
    records,
    handle: ({ checkoutId, body }) => {
      if ('event' in body) return close(state, checkoutId);
      const { cartId } = body.checkout.request;
      if (body.request.type === 'CheckoutStarted') freeze(state, { checkoutId, cartId });
      else unfreeze(state, { checkoutId, cartId });
    },
    timers: () =>
      [...records]
        .filter(([, { outcome }]) => outcome === 'FROZEN')
        .map(([checkoutId, { cartId, frozenAt }]) => ({
          at: after(frozenAt, freezeTimeout),
          name: `the freeze of ${checkoutId} expires`,
          run: () => expireFreeze(state, { checkoutId, cartId }),
        })),
  };
};
