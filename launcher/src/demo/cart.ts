import { documents } from '../client/documents';
import type { GraphClient } from '../client/graph-client';
import type { GraphStream } from '../client/graph-stream';
import { retryUntil } from '../client/retry-until';
import { humanize, type ProgressLogger } from '../command/progress-logger';
import { priceOf, refused, type AddToCartAnswer, type CartAnswer, type CartChangeAnswer, type VariantAnswer } from './answers';
import { welcomeCode } from './catalogue/promotions';
import * as demoDocuments from './documents';

/** The buyer's client and stream, and the progress logger. */
export type DemoContext = { readonly client: GraphClient; readonly stream: GraphStream; readonly log: ProgressLogger };

const readCart = async ({ client }: DemoContext): Promise<CartAnswer> => {
  const { cart } = await client.request<{ cart: CartAnswer | null }>(documents.Cart);
  if (cart === null) throw new Error('The cart does not exist.');
  return cart;
};

const changeCart = async (document: string, input: Readonly<Record<string, unknown>>, { client }: DemoContext): Promise<void> => {
  const answer = await client.request<CartChangeAnswer>(document, { input });
  const userErrors = Object.values(answer).flatMap((each) => each.userErrors);
  if (userErrors.length > 0) throw refused('The cart', userErrors);
};

const addToCart = async (variants: readonly VariantAnswer[], context: DemoContext): Promise<CartAnswer> => {
  const input = { lines: variants.map(({ id }) => ({ variantId: id, quantity: 1 })) };
  // Carts receives a newly published product with a short delay.
  const add = async () => (await context.client.request<AddToCartAnswer>(documents.AddToCart, { input })).cartLinesAdd;
  const { userErrors } = await retryUntil(add, (outcome) => !outcome.userErrors.some(({ code }) => code === 'VARIANT_NOT_FOUND'));
  if (userErrors.length > 0) throw refused('The cart', userErrors);
  const cart = await readCart(context);
  for (const { quantity, total, variant } of cart.lines)
    context.log('cart', `${quantity.toString()} × ${variant?.product?.title ?? 'unknown product'}, ${priceOf(total)}`);
  return cart;
};

/** Chooses the cheapest delivery of each seller. */
const chooseDelivery = async ({ id: cartId }: CartAnswer, countryCode: string, context: DemoContext): Promise<readonly string[]> => {
  await changeCart(demoDocuments.chooseDelivery, { cartId, countryCode }, context);
  const { shippingOptions } = await readCart(context);
  const cheapest = new Map<string, NonNullable<CartAnswer['shippingOptions']>[number]>();
  for (const option of shippingOptions ?? []) {
    const known = cheapest.get(option.sellerId);
    if (known === undefined || Number(option.price.amount) < Number(known.price.amount)) cheapest.set(option.sellerId, option);
  }
  for (const { carrier, service, price } of cheapest.values())
    context.log('delivery', `${carrier} ${humanize(service)}, ${priceOf(price)}`);
  const shippingOptionIds = [...cheapest.values()].map(({ id }) => id);
  await changeCart(demoDocuments.chooseDelivery, { cartId, shippingOptionIds }, context);
  return shippingOptionIds;
};

/** Applies the coupon. Removes it if it does not apply, for example with older demo data, because it would abort the checkout. */
const applyCoupon = async ({ id: cartId }: CartAnswer, context: DemoContext): Promise<CartAnswer> => {
  const input = { cartId, code: welcomeCode };
  await changeCart(demoDocuments.applyCoupon, input, context);
  const cart = await readCart(context);
  const status = cart.coupons?.find(({ code }) => code === welcomeCode)?.status;
  if (status === 'APPLIED') {
    for (const { label, amount } of cart.discounts ?? []) context.log('coupon', `${welcomeCode}: "${label}", −${priceOf(amount)}`);
    return cart;
  }
  context.log('coupon', `${welcomeCode} does not apply (${status === undefined ? 'promotions is unavailable' : humanize(status)})`);
  await changeCart(demoDocuments.removeCoupon, input, context);
  return readCart(context);
};

/** A cart that is ready for checkout, with the chosen deliveries. */
export type FilledCart = { readonly cart: CartAnswer; readonly shippingOptionIds: readonly string[] };

/** Adds the variants to the cart, chooses deliveries and applies the coupon. */
export const fillCart = async (variants: readonly VariantAnswer[], countryCode: string, context: DemoContext): Promise<FilledCart> => {
  const filled = await addToCart(variants, context);
  const shippingOptionIds = await chooseDelivery(filled, countryCode, context);
  const cart = await applyCoupon(filled, context);
  const total = cart.estimatedTotal?.formatted;
  context.log('total', total === undefined ? 'currently unavailable' : `${total}, including delivery and discounts`);
  return { cart, shippingOptionIds };
};
