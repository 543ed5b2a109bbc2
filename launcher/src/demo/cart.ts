import { documents } from '../client/documents';
import type { GraphClient } from '../client/graph-client';
import type { GraphStream } from '../client/graph-stream';
import { retryUntil } from '../client/retry-until';
import { spoken, type ProgressLogger } from '../command/progress-logger';
import { priceOf, refused, type AddToCartAnswer, type CartAnswer, type CartChangeAnswer, type VariantAnswer } from './answers';
import { welcomeCode } from './catalogue/promotions';
import * as demoDocuments from './documents';

/** What every scene of the demo has: the buyer's client and socket, and who tells the story. */
export type DemoContext = { readonly client: GraphClient; readonly stream: GraphStream; readonly tell: ProgressLogger };

const readCart = async ({ client }: DemoContext): Promise<CartAnswer> => {
  const { cart } = await client.request<{ cart: CartAnswer | null }>(documents.Cart);
  if (cart === null) throw new Error('The cart is gone.');
  return cart;
};

const change = async (document: string, input: Readonly<Record<string, unknown>>, { client }: DemoContext): Promise<void> => {
  const answer = await client.request<CartChangeAnswer>(document, { input });
  const userErrors = Object.values(answer).flatMap((each) => each.userErrors);
  if (userErrors.length > 0) throw refused('The cart', userErrors);
};

const addToCart = async (variants: readonly VariantAnswer[], stage: DemoContext): Promise<CartAnswer> => {
  const input = { lines: variants.map(({ id }) => ({ variantId: id, quantity: 1 })) };
  // A product that was published a moment ago reaches the carts a moment later.
  const attempt = async () => (await stage.client.request<AddToCartAnswer>(documents.AddToCart, { input })).cartLinesAdd;
  const { userErrors } = await retryUntil(attempt, (outcome) => !outcome.userErrors.some(({ code }) => code === 'VARIANT_NOT_FOUND'));
  if (userErrors.length > 0) throw refused('The cart', userErrors);
  const cart = await readCart(stage);
  for (const { quantity, total, variant } of cart.lines)
    stage.tell('cart', `${quantity.toString()} × ${variant?.product?.title ?? 'something'}, ${priceOf(total)}`);
  return cart;
};

/** The cheapest of each seller, chosen on the cart: what it shows is what such a delivery costs. */
const chooseDelivery = async ({ id: cartId }: CartAnswer, countryCode: string, stage: DemoContext): Promise<readonly string[]> => {
  await change(demoDocuments.chooseDelivery, { cartId, countryCode }, stage);
  const { shippingOptions } = await readCart(stage);
  const cheapest = new Map<string, NonNullable<CartAnswer['shippingOptions']>[number]>();
  for (const option of shippingOptions ?? []) {
    const known = cheapest.get(option.sellerId);
    if (known === undefined || Number(option.price.amount) < Number(known.price.amount)) cheapest.set(option.sellerId, option);
  }
  for (const { carrier, service, price } of cheapest.values()) stage.tell('delivery', `${carrier} ${spoken(service)}, ${priceOf(price)}`);
  const shippingOptionIds = [...cheapest.values()].map(({ id }) => id);
  await change(demoDocuments.chooseDelivery, { cartId, shippingOptionIds }, stage);
  return shippingOptionIds;
};

/** A code that takes nothing off would end the checkout, so it is taken off again: older demo data does not have it. */
const applyCoupon = async ({ id: cartId }: CartAnswer, stage: DemoContext): Promise<CartAnswer> => {
  const input = { cartId, code: welcomeCode };
  await change(demoDocuments.applyCoupon, input, stage);
  const cart = await readCart(stage);
  const status = cart.coupons?.find(({ code }) => code === welcomeCode)?.status;
  if (status === 'APPLIED') {
    for (const { label, amount } of cart.discounts ?? []) stage.tell('coupon', `${welcomeCode}: "${label}" takes off ${priceOf(amount)}`);
    return cart;
  }
  stage.tell('coupon', `${welcomeCode} takes nothing off here (${status === undefined ? 'promotions is away' : spoken(status)})`);
  await change(demoDocuments.removeCoupon, input, stage);
  return readCart(stage);
};

/** A cart as the buyer agrees to it, and the deliveries chosen for it. */
export type FilledCart = { readonly cart: CartAnswer; readonly shippingOptionIds: readonly string[] };

/** From the shelf to the total that the buyer agrees to. */
export const fillCart = async (variants: readonly VariantAnswer[], countryCode: string, stage: DemoContext): Promise<FilledCart> => {
  const filled = await addToCart(variants, stage);
  const shippingOptionIds = await chooseDelivery(filled, countryCode, stage);
  const cart = await applyCoupon(filled, stage);
  const total = cart.estimatedTotal?.formatted;
  stage.tell('total', total === undefined ? 'not known at the moment' : `${total}, delivery included, discounts taken off`);
  return { cart, shippingOptionIds };
};
