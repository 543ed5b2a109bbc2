import { randomUUID } from 'node:crypto';
import type {
  AddToCartAnswer,
  BrowseAnswer,
  CartAnswer,
  CheckoutProgressAnswer,
  CheckoutStartAnswer,
  LogInAnswer,
  MoneyAnswer,
  OrderAnswer,
  OrdersAnswer,
  OrderTrackingAnswer,
  ProductAnswer,
  ShipmentTrackingAnswer,
  VariantAnswer,
} from './demo-answers';
import { demoBuyers, demoPassword } from './demo-logins';
import { documents } from './documents';
import { graphClient, type GraphClient, type UserError } from './graph-client';
import { graphStream, type GraphStream } from './graph-stream';
import { spoken, type Narrator } from './narrator';
import { inParallel, patiently } from './patience';

type Stage = { readonly client: GraphClient; readonly stream: GraphStream; readonly tell: Narrator };

const refused = (what: string, userErrors: readonly UserError[]): Error =>
  new Error(`${what} was refused: ${userErrors.map(({ code, message }) => `${code}: ${message}`).join(' ')}`);

const priceOf = ({ amount, currency }: MoneyAnswer): string => `${amount} ${currency}`;

const logIn = async (url: string, tell: Narrator): Promise<string> => {
  const input = { email: demoBuyers[0], password: demoPassword };
  const { userLogin } = await graphClient({ url }).request<LogInAnswer>(documents.LogIn, { input });
  if (userLogin.accessToken === null) throw refused('Logging in', userLogin.userErrors);
  tell('log in', `${userLogin.user?.displayName ?? 'somebody'} (${userLogin.user?.email ?? input.email ?? ''})`);
  return userLogin.accessToken;
};

/** Two products of different sellers, so that one checkout becomes two orders. */
const browse = async ({ client, tell }: Stage): Promise<readonly string[]> => {
  const chosen = new Map<string, string>();
  let [after, seen, more]: [string | null, number, boolean] = [null, 0, true];
  while (chosen.size < 2 && more) {
    const { products }: BrowseAnswer = await client.request<BrowseAnswer>(documents.Browse, { first: 20, after });
    for (const { node } of products.edges) if (node.seller !== null && !chosen.has(node.seller.id)) chosen.set(node.seller.id, node.slug);
    [after, seen, more] = [products.pageInfo.endCursor, seen + products.edges.length, products.pageInfo.hasNextPage];
  }
  if (chosen.size === 0) throw new Error('There is nothing to buy. Is the demo marketplace loaded?');
  tell('browse', `${seen.toString()} products, of which two by different sellers are worth a look`);
  return [...chosen.values()].slice(0, 2);
};

const look = async (slug: string, { client, tell }: Stage): Promise<VariantAnswer> => {
  const { product } = await client.request<ProductAnswer>(documents.ProductPage, { slug });
  const variant = product?.variants.find(({ availability }) => (availability?.quantity ?? 0) > 0);
  if (product === null || variant === undefined) throw new Error(`${slug} cannot be bought any more; run the demo again.`);
  const options = variant.options.map(({ name, value }) => `${name} ${value}`).join(', ');
  const seller = product.seller?.name ?? 'an unknown seller';
  tell('look', `${product.title} by ${seller}, ${variant.price.formatted}${options === '' ? '' : ` (${options})`}`);
  return variant;
};

const addToCart = async (variants: readonly VariantAnswer[], { client, tell }: Stage): Promise<CartAnswer> => {
  const input = { lines: variants.map(({ id }) => ({ variantId: id, quantity: 1 })) };
  // A product that was published a moment ago reaches the carts a moment later.
  const attempt = async () => (await client.request<AddToCartAnswer>(documents.AddToCart, { input })).cartLinesAdd;
  const { userErrors } = await patiently(attempt, (outcome) => !outcome.userErrors.some(({ code }) => code === 'VARIANT_NOT_FOUND'));
  if (userErrors.length > 0) throw refused('The cart', userErrors);
  const { cart } = await client.request<{ cart: CartAnswer | null }>(documents.Cart);
  if (cart === null) throw new Error('The cart is gone.');
  for (const { quantity, total, variant } of cart.lines)
    tell('cart', `${quantity.toString()} × ${variant?.product?.title ?? 'something'}, ${priceOf(total)}`);
  tell('cart', `${cart.estimatedTotal.formatted} in all, delivery not included`);
  return cart;
};

/** The cheapest of each seller. */
const chooseShipping = ({ shippingOptions }: CartAnswer, { tell }: Stage): readonly string[] => {
  const cheapest = new Map<string, NonNullable<CartAnswer['shippingOptions']>[number]>();
  for (const option of shippingOptions ?? []) {
    const known = cheapest.get(option.sellerId);
    if (known === undefined || Number(option.price.amount) < Number(known.price.amount)) cheapest.set(option.sellerId, option);
  }
  for (const { carrier, service, price } of cheapest.values()) tell('delivery', `${carrier} ${spoken(service)}, ${priceOf(price)}`);
  return [...cheapest.values()].map(({ id }) => id);
};

const shippingAddress = { name: 'Ada Byron', line1: 'Friedrichstr. 123', city: 'Berlin', postalCode: '10117', countryCode: 'DE' };

const startCheckout = async (cart: CartAnswer, { client, tell }: Stage, shippingOptionIds: readonly string[]): Promise<string> => {
  const input = {
    cartId: cart.id,
    expectedCartVersion: cart.version,
    shippingAddress,
    shippingOptionIds,
    paymentMethod: { token: 'pm_card_visa' },
    idempotencyKey: randomUUID(),
  };
  const { checkoutStart } = await client.request<CheckoutStartAnswer>(documents.CheckoutStart, { input });
  if (checkoutStart.checkout === null) throw refused('The checkout', checkoutStart.userErrors);
  tell('checkout', 'started');
  return checkoutStart.checkout.id;
};

/** Follows the checkout to its end; returns the orders it became. */
const followCheckout = async (
  checkoutId: string,
  { stream, tell }: Stage,
): Promise<readonly { readonly id: string; readonly orderNumber: string }[]> => {
  const told = new Set<string>();
  for await (const { checkoutProgress } of stream.follow<CheckoutProgressAnswer>(documents.CheckoutProgress, { checkoutId })) {
    for (const { name, status } of checkoutProgress.steps) {
      const line = `${spoken(name)} ${spoken(status)}`;
      if (status === 'DONE' && !told.has(line)) tell('checkout', line);
      told.add(line);
    }
    const { status, abortReason, total, orders } = checkoutProgress;
    if (status === 'ABORTED') throw new Error(`The checkout was aborted: ${abortReason?.code ?? ''} ${abortReason?.message ?? ''}`);
    if (status !== 'COMPLETED') continue;
    tell(
      'checkout',
      `completed: ${total === null ? '' : `${priceOf(total)}, `}${(orders ?? []).length.toString()} orders, one for each seller`,
    );
    return orders ?? [];
  }
  throw new Error('The checkout went silent.');
};

const ordersOf = async (ids: readonly string[], { client }: Stage): Promise<readonly OrderAnswer[]> => {
  const { orders } = await client.request<OrdersAnswer>(documents.Orders, { first: 20 });
  return orders.edges.map(({ node }) => node).filter(({ id }) => ids.includes(id));
};

const followOrder = async (
  { id, orderNumber }: { readonly id: string; readonly orderNumber: string },
  { stream, tell }: Stage,
): Promise<void> => {
  for await (const { orderTracking } of stream.follow<OrderTrackingAnswer>(documents.OrderTracking, { orderId: id })) {
    tell(orderNumber, spoken(orderTracking.status));
    if (['DELIVERED', 'CLOSED', 'CANCELLED', 'REFUNDED'].includes(orderTracking.status)) return;
  }
};

const ends: ReadonlySet<string> = new Set(['DELIVERED', 'FAILED', 'CANCELLED']);

const followShipment = async (shipmentId: string, { stream, tell }: Stage): Promise<void> => {
  for await (const { shipmentTracking } of stream.follow<ShipmentTrackingAnswer>(documents.ShipmentTracking, { shipmentId })) {
    const { status, location, description, shipment } = shipmentTracking;
    const place = location === null || description.includes(location) ? '' : ` (${location})`;
    tell(shipment?.trackingNumber ?? 'parcel', `${spoken(status)}: ${description}${place}`);
    if (ends.has(status)) return;
  }
};

/** Shipments are made a moment after the order is paid; from then on each is followed for itself. */
const followParcels = async (orderId: string, stage: Stage): Promise<void> => {
  const look = async () => (await ordersOf([orderId], stage))[0];
  const order = await patiently(look, (found) => (found?.shipments ?? []).length > 0);
  const shipments = order?.shipments ?? [];
  if (shipments.length === 0) throw new Error('No parcel was packed.');
  await Promise.all(shipments.map(({ id }) => followShipment(id, stage)));
};

const play = async (stage: Stage): Promise<void> => {
  const slugs = await browse(stage);
  const variants = await inParallel(slugs, 1, (slug) => look(slug, stage));
  const cart = await addToCart(variants, stage);
  const checkoutId = await startCheckout(cart, stage, chooseShipping(cart, stage));
  const orders = await followCheckout(checkoutId, stage);
  for (const { orderNumber, seller, total, payment } of await ordersOf(
    orders.map(({ id }) => id),
    stage,
  )) {
    stage.tell(
      'orders',
      `${orderNumber} at ${seller?.name ?? 'an unknown seller'}, ${total.formatted}, payment ${spoken(payment?.status ?? 'unknown')}`,
    );
  }
  await Promise.all(orders.flatMap((order) => [followOrder(order, stage), followParcels(order.id, stage)]));
  stage.tell('done', 'Everything has arrived.');
};

/** Plays a buyer through the gateway, from the log-in to the last parcel, with the documents of the journey. */
export const playBuyer = async (url: string, tell: Narrator): Promise<void> => {
  const token = await logIn(url, tell);
  const stream = graphStream(`${url.replace(/^http/, 'ws')}/graphql`, token);
  try {
    await play({ client: graphClient({ url, token }), stream, tell });
  } finally {
    await stream.close();
  }
};
