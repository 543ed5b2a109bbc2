import { randomUUID } from 'node:crypto';
import { documents } from '../client/documents';
import { graphClient } from '../client/graph-client';
import { graphStream } from '../client/graph-stream';
import { inParallel, retryUntil } from '../client/retry-until';
import { demoBuyers, demoPassword } from '../command/logins';
import { humanize, type ProgressLogger } from '../command/progress-logger';
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

const logIn = async (url: string, log: ProgressLogger): Promise<string> => {
  const input = { email: demoBuyers[0], password: demoPassword };
  const { userLogin } = await graphClient({ url }).request<LogInAnswer>(documents.LogIn, { input });
  if (userLogin.accessToken === null) throw refused('Logging in', userLogin.userErrors);
  log('log in', `${userLogin.user?.displayName ?? 'unknown'} (${userLogin.user?.email ?? input.email ?? ''})`);
  return userLogin.accessToken;
};

/** Chooses two products of different sellers, so that one checkout creates two orders. */
const browse = async ({ client, log }: DemoContext): Promise<readonly string[]> => {
  const chosen = new Map<string, string>();
  let [after, seen, more]: [string | null, number, boolean] = [null, 0, true];
  while (chosen.size < 2 && more) {
    const { productSearch }: BrowseAnswer = await client.request<BrowseAnswer>(documents.Browse, { first: 20, after });
    for (const { node } of productSearch.edges) {
      if (node.seller !== null && node.available === true && !chosen.has(node.seller.id)) chosen.set(node.seller.id, node.slug);
    }
    [after, seen, more] = [productSearch.pageInfo.endCursor, seen + productSearch.edges.length, productSearch.pageInfo.hasNextPage];
  }
  if (chosen.size === 0) throw new Error('No products are available. Is the demo data loaded?');
  log('browse', `${seen.toString()} products, two of different sellers chosen`);
  return [...chosen.values()].slice(0, 2);
};

const viewProduct = async (slug: string, { client, log }: DemoContext): Promise<VariantAnswer> => {
  const { product } = await client.request<ProductAnswer>(documents.ProductPage, { slug });
  const variant = product?.variants.find(({ availability }) => (availability?.quantity ?? 0) > 0);
  if (product === null || variant === undefined) throw new Error(`${slug} is no longer available; run the demo again.`);
  const options = variant.options.map(({ name, value }) => `${name} ${value}`).join(', ');
  const seller = product.seller?.name ?? 'an unknown seller';
  log('product', `${product.title} by ${seller}, ${variant.price.formatted}${options === '' ? '' : ` (${options})`}`);
  return variant;
};

const shippingAddress = { name: 'Ada Byron', line1: 'Friedrichstr. 123', city: 'Berlin', postalCode: '10117', countryCode: 'DE' };

const startCheckout = async ({ cart, shippingOptionIds }: FilledCart, { client, log }: DemoContext): Promise<string> => {
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
  log('checkout', 'started');
  return checkoutStart.checkout.id;
};

/** Follows the checkout until it completes. Returns its orders. */
const followCheckout = async (
  checkoutId: string,
  { stream, log }: DemoContext,
): Promise<readonly { readonly id: string; readonly orderNumber: string }[]> => {
  const logged = new Set<string>();
  for await (const { checkoutProgress } of stream.follow<CheckoutProgressAnswer>(documents.CheckoutProgress, { checkoutId })) {
    for (const { name, status } of checkoutProgress.steps) {
      const line = `${humanize(name)} ${humanize(status)}`;
      if (status === 'DONE' && !logged.has(line)) log('checkout', line);
      logged.add(line);
    }
    const { status, abortReason, total, orders } = checkoutProgress;
    if (status === 'ABORTED') throw new Error(`The checkout was aborted: ${abortReason?.code ?? ''} ${abortReason?.message ?? ''}`);
    if (status !== 'COMPLETED') continue;
    log(
      'checkout',
      `completed: ${total === null ? '' : `${priceOf(total)}, `}${(orders ?? []).length.toString()} orders, one for each seller`,
    );
    return orders ?? [];
  }
  throw new Error('The checkout stream ended before the checkout completed.');
};

const ordersOf = async (ids: readonly string[], { client }: DemoContext): Promise<readonly OrderAnswer[]> => {
  const { orders } = await client.request<OrdersAnswer>(documents.Orders, { first: 20 });
  return orders.edges.map(({ node }) => node).filter(({ id }) => ids.includes(id));
};

/** Compares the total of the cart with the captured amount; one payment covers all orders of the checkout. */
const compareCharge = ({ cart: { estimatedTotal } }: FilledCart, order: OrderAnswer | undefined, { log }: DemoContext): void => {
  const captured = order?.payment?.capturedAmount;
  if (estimatedTotal === null || captured === undefined) return;
  const [shown, charged] = [priceOf(estimatedTotal), priceOf(captured)];
  if (shown !== charged) throw new Error(`The cart showed ${shown}, but ${charged} was charged.`);
  log('charged', `${charged}, equal to the total of the cart`);
};

const followOrder = async (
  { id, orderNumber }: { readonly id: string; readonly orderNumber: string },
  { stream, log }: DemoContext,
): Promise<void> => {
  for await (const { orderTracking } of stream.follow<OrderTrackingAnswer>(documents.OrderTracking, { orderId: id })) {
    log(orderNumber, humanize(orderTracking.status));
    if (['DELIVERED', 'CLOSED', 'CANCELLED', 'REFUNDED'].includes(orderTracking.status)) return;
  }
};

const finalShipmentStates: ReadonlySet<string> = new Set(['DELIVERED', 'FAILED', 'CANCELLED']);

const followShipment = async (shipmentId: string, { stream, log }: DemoContext): Promise<void> => {
  for await (const { shipmentTracking } of stream.follow<ShipmentTrackingAnswer>(documents.ShipmentTracking, { shipmentId })) {
    const { status, location, description, shipment } = shipmentTracking;
    const suffix = location === null || description.includes(location) ? '' : ` (${location})`;
    log(shipment?.trackingNumber ?? 'shipment', `${humanize(status)}: ${description}${suffix}`);
    if (finalShipmentStates.has(status)) return;
  }
};

/** Waits for the shipments, which are created shortly after the payment, and follows each of them. */
const followShipments = async (orderId: string, context: DemoContext): Promise<void> => {
  const readOrder = async () => (await ordersOf([orderId], context))[0];
  const order = await retryUntil(readOrder, (found) => (found?.shipments ?? []).length > 0);
  const shipments = order?.shipments ?? [];
  if (shipments.length === 0) throw new Error('No shipment was created.');
  await Promise.all(shipments.map(({ id }) => followShipment(id, context)));
};

const runDemo = async (context: DemoContext): Promise<void> => {
  const slugs = await browse(context);
  const variants = await inParallel(slugs, 1, (slug) => viewProduct(slug, context));
  const filled = await fillCart(variants, shippingAddress.countryCode, context);
  const checkoutId = await startCheckout(filled, context);
  const orders = await followCheckout(checkoutId, context);
  const ids = orders.map(({ id }) => id);
  const bought = await ordersOf(ids, context);
  for (const { orderNumber, seller, total, payment } of bought) {
    context.log(
      'orders',
      `${orderNumber} at ${seller?.name ?? 'an unknown seller'}, ${total.formatted}, payment ${humanize(payment?.status ?? 'unknown')}`,
    );
  }
  compareCharge(filled, bought[0], context);
  await Promise.all(orders.flatMap((order) => [followOrder(order, context), followShipments(order.id, context)]));
  context.log('done', 'Everything is delivered.');
};

/** Runs the main journey as a buyer, from the login to the last delivery. */
export const runBuyerDemo = async (url: string, log: ProgressLogger): Promise<void> => {
  const accessToken = await logIn(url, log);
  const token = (): Promise<string> => Promise.resolve(accessToken);
  const stream = graphStream(`${url.replace(/^http/, 'ws')}/graphql`, token);
  try {
    await runDemo({ client: graphClient({ url, token }), stream, log });
  } finally {
    await stream.close();
  }
};
