import { randomUUID } from 'node:crypto';
import { documents } from '@marketplace/launcher';
import { eventually } from '@marketplace/testing';
import type { Client } from './client';

const { AddToCart, CheckoutProgress, CheckoutStart } = documents;

export type Cart = {
  readonly id: string;
  readonly version: number;
  readonly lines: readonly { readonly id: string; readonly quantity: number }[];
  readonly shippingOptions: readonly { readonly id: string; readonly sellerId: string }[];
  readonly estimatedTotal: { readonly amount: string } | null;
};

export type UserError = { readonly __typename: string; readonly code: string; readonly path: readonly string[] | null };

type Step = { readonly name: string; readonly status: string };

export type Checkout = {
  readonly id: string;
  readonly status: string;
  readonly steps: readonly Step[];
  readonly abortReason: { readonly code: string } | null;
  readonly paymentAction: { readonly url: string } | null;
  readonly total: { readonly amount: string } | null;
  readonly orders: readonly {
    readonly id: string;
    readonly orderNumber: string;
    readonly status: string;
    readonly total: { readonly amount: string };
  }[];
};

export const address = { name: 'Ada Buyer', line1: 'Invalidenstr. 1', city: 'Berlin', postalCode: '10115', countryCode: 'DE' };

type Want = { readonly variantId: string; readonly quantity: number };

export const addToCart = async (client: Client, lines: readonly Want[]): Promise<{ cart: Cart | null; userErrors: readonly UserError[] }> =>
  (await client.ask<{ cartLinesAdd: { cart: Cart | null; userErrors: readonly UserError[] } }>(AddToCart, { input: { lines } }))
    .cartLinesAdd;

/** Fills the buyer's cart. Waits until carts have received the published product. */
export const fillCart = async (client: Client, ...lines: readonly Want[]): Promise<Cart> =>
  eventually(
    async () => {
      const { cart, userErrors } = await addToCart(client, lines);
      if (cart === null || userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
      return cart;
    },
    { waitingFor: 'the cart to be filled' },
  );

type Choice = { readonly card?: string; readonly key?: string; readonly line2?: string };

export const checkoutInput = (cart: Cart, { card = 'pm_card_visa', key = randomUUID(), line2 }: Choice = {}) => ({
  cartId: cart.id,
  expectedCartVersion: cart.version,
  shippingAddress: line2 === undefined ? address : { ...address, line2 },
  shippingOptionIds: [],
  paymentMethod: { token: card },
  idempotencyKey: key,
});

/** Starts a checkout. User errors fail the test. */
export const startCheckout = async (client: Client, cart: Cart, choice: Choice = {}): Promise<string> => {
  const { checkoutStart } = await client.ask<{ checkoutStart: { checkout: { id: string } | null; userErrors: readonly UserError[] } }>(
    CheckoutStart,
    {
      input: checkoutInput(cart, choice),
    },
  );
  if (checkoutStart.checkout === null) throw new Error(JSON.stringify(checkoutStart.userErrors));
  return checkoutStart.checkout.id;
};

/** Follows a checkout until it has ended, or has the requested status. */
export const followCheckout = async (
  client: Client,
  checkoutId: string,
  until: (checkout: Checkout) => boolean = () => false,
): Promise<Checkout> => {
  let last: Checkout | undefined;
  for await (const { checkoutProgress } of client.follow<{ checkoutProgress: Checkout }>(CheckoutProgress, { checkoutId })) {
    last = checkoutProgress;
    if (until(last)) break;
  }
  if (last === undefined) throw new Error('the checkout sent no updates');
  return last;
};

/** Purchases the items in the cart. */
export const buy = async (client: Client, cart: Cart, choice: Choice = {}): Promise<Checkout> =>
  followCheckout(client, await startCheckout(client, cart, choice));
