import { randomUUID } from 'node:crypto';
import { documents } from '../client/documents';
import { graphClient } from '../client/graph-client';
import { graphStream } from '../client/graph-stream';
import { inParallel, retryUntil } from '../client/retry-until';
import { demoBuyers, demoPassword } from '../command/logins';
import { spoken, type ProgressLogger } from '../command/progress-logger';
import {
  priceOf,
  refused,
  type BrowseAnswer,
  type CheckoutProgressAnswer,
  type CheckoutStartAnswer,
  type LogInAnswer,
  type OrderAnswer,
  type OrdersAnswer,
  type OrderTrackingAnswer,
  type ProductAnswer,
  type ShipmentTrackingAnswer,
  type VariantAnswer,
} from './answers';
import { fillCart, type FilledCart, type DemoContext } from './cart';

const logIn = async (url: string, tell: ProgressLogger): Promise<string> => {
  const input = { email: demoBuyers[0], password: demoPassword };
  const { userLogin } = await graphClient({ url }).request<LogInAnswer>(documents.LogIn, { input });
  if (userLogin.accessToken === null) throw refused('Logging in', userLogin.userErrors);
  tell('log in', `${userLogin.user?.displayName ?? 'somebody'} (${userLogin.user?.email ?? input.email ?? ''})`);
  return userLogin.accessToken;
};

/** Two products of different sellers, so that one checkout becomes two orders. */
const browse = async ({ client, tell }: DemoContext): Promise<readonly string[]> => {
  const chosen = new Map<string, string>();
  let [after, seen, more]: [string | null, number, boolean] = [null, 0, true];
  while (chosen.size < 2 && more) {
    const { productSearch }: BrowseAnswer = await client.request<BrowseAnswer>(documents.Browse, { first: 20, after });
    for (const { node } of productSearch.edges) {
      if (node.seller !== null && node.available === true && !chosen.has(node.seller.id)) chosen.set(node.seller.id, node.slug);
    }
    [after, seen, more] = [productSearch.pageInfo.endCursor, seen + productSearch.edges.length, productSearch.pageInfo.hasNextPage];
  }
  if (chosen.size === 0) throw new Error('There is nothing to buy. Is the demo marketplace loaded?');
  tell('browse', `${seen.toString()} products, of which two by different sellers are worth a look`);
  return [...chosen.values()].slice(0, 2);
};

const look = async (slug: string, { client, tell }: DemoContext): Promise<VariantAnswer> => {
  const { product } = await client.request<ProductAnswer>(documents.ProductPage, { slug });
  const variant = product?.variants.find(({ availability }) => (availability?.quantity ?? 0) > 0);
  if (product === null || variant === undefined) throw new Error(`${slug} cannot be bought any more; run the demo again.`);
  const options = variant.options.map(({ name, value }) => `${name} ${value}`).join(', ');
  const seller = product.seller?.name ?? 'an unknown seller';
  tell('look', `${product.title} by ${seller}, ${variant.price.formatted}${options === '' ? '' : ` (${options})`}`);
  return variant;
};

const shippingAddress = { name: 'Ada Byron', line1: 'Friedrichstr. 123', city: 'Berlin', postalCode: '10117', countryCode: 'DE' };

const startCheckout = async ({ cart, shippingOptionIds }: FilledCart, { client, tell }: DemoContext): Promise<string> => {
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
  { stream, tell }: DemoContext,
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

const ordersOf = async (ids: readonly string[], { client }: DemoContext): Promise<readonly OrderAnswer[]> => {
  const { orders } = await client.request<OrdersAnswer>(documents.Orders, { first: 20 });
  return orders.edges.map(({ node }) => node).filter(({ id }) => ids.includes(id));
};

/** One payment is for all orders of the checkout; what it took is what the cart has shown. */
const compareCharge = ({ cart: { estimatedTotal } }: FilledCart, order: OrderAnswer | undefined, { tell }: DemoContext): void => {
  const charged = order?.payment?.capturedAmount;
  if (estimatedTotal === null || charged === undefined) return;
  const [shown, taken] = [priceOf(estimatedTotal), priceOf(charged)];
  if (shown !== taken) throw new Error(`The cart showed ${shown}, but ${taken} were charged.`);
  tell('charged', `${taken}, just what the cart has shown`);
};

const followOrder = async (
  { id, orderNumber }: { readonly id: string; readonly orderNumber: string },
  { stream, tell }: DemoContext,
): Promise<void> => {
  for await (const { orderTracking } of stream.follow<OrderTrackingAnswer>(documents.OrderTracking, { orderId: id })) {
    tell(orderNumber, spoken(orderTracking.status));
    if (['DELIVERED', 'CLOSED', 'CANCELLED', 'REFUNDED'].includes(orderTracking.status)) return;
  }
};

const ends: ReadonlySet<string> = new Set(['DELIVERED', 'FAILED', 'CANCELLED']);

const followShipment = async (shipmentId: string, { stream, tell }: DemoContext): Promise<void> => {
  for await (const { shipmentTracking } of stream.follow<ShipmentTrackingAnswer>(documents.ShipmentTracking, { shipmentId })) {
    const { status, location, description, shipment } = shipmentTracking;
    const place = location === null || description.includes(location) ? '' : ` (${location})`;
    tell(shipment?.trackingNumber ?? 'parcel', `${spoken(status)}: ${description}${place}`);
    if (ends.has(status)) return;
  }
};

/** Shipments are made a moment after the order is paid; from then on each is followed for itself. */
const followParcels = async (orderId: string, stage: DemoContext): Promise<void> => {
  const look = async () => (await ordersOf([orderId], stage))[0];
  const order = await retryUntil(look, (found) => (found?.shipments ?? []).length > 0);
  const shipments = order?.shipments ?? [];
  if (shipments.length === 0) throw new Error('No parcel was packed.');
  await Promise.all(shipments.map(({ id }) => followShipment(id, stage)));
};

const play = async (stage: DemoContext): Promise<void> => {
  const slugs = await browse(stage);
  const variants = await inParallel(slugs, 1, (slug) => look(slug, stage));
  const filled = await fillCart(variants, shippingAddress.countryCode, stage);
  const checkoutId = await startCheckout(filled, stage);
  const orders = await followCheckout(checkoutId, stage);
  const ids = orders.map(({ id }) => id);
  const bought = await ordersOf(ids, stage);
  for (const { orderNumber, seller, total, payment } of bought) {
    stage.tell(
      'orders',
      `${orderNumber} at ${seller?.name ?? 'an unknown seller'}, ${total.formatted}, payment ${spoken(payment?.status ?? 'unknown')}`,
    );
  }
  compareCharge(filled, bought[0], stage);
  await Promise.all(orders.flatMap((order) => [followOrder(order, stage), followParcels(order.id, stage)]));
  stage.tell('done', 'Everything has arrived.');
};

/** Plays a buyer through the gateway, from the log-in to the last parcel, with the documents of the journey. */
export const playBuyer = async (url: string, tell: ProgressLogger): Promise<void> => {
  const accessToken = await logIn(url, tell);
  const token = (): Promise<string> => Promise.resolve(accessToken);
  const stream = graphStream(`${url.replace(/^http/, 'ws')}/graphql`, token);
  try {
    await play({ client: graphClient({ url, token }), stream, tell });
  } finally {
    await stream.close();
  }
};
