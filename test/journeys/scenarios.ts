import { randomUUID } from 'node:crypto';
import { documents } from '@marketplace/launcher';
import { eventually } from '@marketplace/testing';
import {
  addToCart,
  buy,
  checkoutInput,
  fillCart,
  followCheckout,
  startCheckout,
  type Cart,
  type Checkout,
  type UserError,
} from './support/buying';
import { clientOf, type Client } from './support/client';
import type { Running, Shape } from './support/shapes';
import { invalidInput } from './bad-input';
import { invalidValues } from './invalid-values';
import { guarantees } from './guarantees';
import { changedPlans } from './changed-plans';
import { shopping } from './shopping';
import { unauthorizedAccess } from './unauthorized';
import { answerAtBank } from './support/bank';
import { ordersOf, timesPaid } from './support/orders';
import { newUser, newUsers, openShop, type Shop } from './support/shop';
import { eventuallyStock, expectLedgerToMatchProvider, heldByProvider } from './support/stock-and-ledger';

const { Browse, CancelOrder, Cart: CartQuery, CheckoutStart, OrderTracking, ProductPage, ShipmentTracking } = documents;

type TrackingEvent = { readonly cursor: string; readonly status: string };
const tracked = (client: Client, orderId: string, after?: string) =>
  client.follow<{ orderTracking: TrackingEvent }>(OrderTracking, { orderId, ...(after === undefined ? {} : { after }) });

/** The journeys of the issue and blueprint, from the view of a client; run once for each shape. */
export const journeys = (shape: Shape): void => {
  let running: Running;
  let shop: Shop;
  let url: string;
  beforeAll(async () => {
    running = await shape.start();
    url = running.handle.url;
    shop = await openShop(url);
  });
  afterAll(() => running.stop());

  const buyer = async (): Promise<Client> => (await newUser(url, 'Ada Buyer')).client;

  it('takes a buyer from browsing to two delivered orders of two sellers, with live updates', async () => {
    const [north, south] = [
      await shop.newSeller(`North ${randomUUID().slice(0, 6)}`),
      await shop.newSeller(`South ${randomUUID().slice(0, 6)}`),
    ];
    const [jacket, lamp] = [await north.offers('Trail jacket', '120.00', 10), await south.offers('Desk lamp', '35.50', 10)];
    const client = await buyer();
    await eventually(
      async () => {
        const page = await client.ask<{ productSearch: { edges: { node: { slug: string } }[] } }>(Browse, { first: 50, sort: 'NEWEST' });
        return [jacket.slug, lamp.slug].every((slug) => page.productSearch.edges.some(({ node }) => node.slug === slug));
      },
      { waitingFor: 'both products in the list' },
    );
    const { product } = await client.ask<{
      product: {
        seller: { name: string };
        variants: { price: { formatted: string }; availability: { status: string; quantity: number } }[];
      };
    }>(ProductPage, { slug: jacket.slug });
    expect(product).toMatchObject({ variants: [{ price: { formatted: '$120.00' }, availability: { status: 'IN_STOCK', quantity: 10 } }] });
    expect(product.seller.name).toMatch(/^North/);

    const cart = await fillCart(client, { variantId: jacket.variantId, quantity: 1 }, { variantId: lamp.variantId, quantity: 2 });
    expect(cart.shippingOptions.map((option) => option.sellerId)).toEqual(expect.arrayContaining([north.sellerId, south.sellerId]));
    const checkout = await buy(client, cart);
    expect(checkout).toMatchObject({ status: 'COMPLETED', abortReason: null });
    expect((await ordersOf(client)).map(timesPaid)).toEqual([1, 1]);
    expect(checkout.steps.map((step) => `${step.name} ${step.status}`)).toEqual(
      ['CART', 'STOCK', 'SHIPPING', 'DISCOUNTS', 'ORDERS', 'PAYMENT', 'CONFIRMATION', 'CAPTURE', 'COMPLETION'].map(
        (name) => `${name} DONE`,
      ),
    );

    await Promise.all(
      checkout.orders.map(async (order) => {
        const seen: string[] = [];
        for await (const { orderTracking } of tracked(client, order.id)) {
          seen.push(orderTracking.status);
          if (orderTracking.status === 'DELIVERED') break;
        }
        expect(seen).toEqual(['CREATED', 'CONFIRMED', 'PAID', 'SHIPPED', 'DELIVERED']);
      }),
    );
    const orders = await ordersOf(client);
    expect(orders).toHaveLength(2);
    for (const order of orders) {
      expect(order).toMatchObject({ status: 'DELIVERED', payment: { status: 'CAPTURED' }, shipments: [{ status: 'DELIVERED' }] });
      const scans: string[] = [];
      for await (const { shipmentTracking } of client.follow<{
        shipmentTracking: { status: string; shipment: { order: { orderNumber: string } } };
      }>(ShipmentTracking, { shipmentId: order.shipments?.[0]?.id })) {
        scans.push(shipmentTracking.status);
        expect(shipmentTracking.shipment.order.orderNumber).toBe(order.orderNumber);
      }
      expect(scans.at(-1)).toBe('DELIVERED');
    }
    await eventuallyStock(north.client, jacket.variantId, { onHand: 9, reserved: 0 });
    await eventuallyStock(south.client, lamp.variantId, { onHand: 8, reserved: 0 });
    expect((await client.ask<{ cart: Cart | null }>(CartQuery)).cart).toBeNull();
    await expectLedgerToMatchProvider(shop.operator, running.simulators.paymentProvider);
  });

  it('leaves stock, cart and ledger unchanged when the card is declined, and lets the buyer retry', async () => {
    const seller = await shop.newSeller(`Decline ${randomUUID().slice(0, 6)}`);
    const goods = await seller.offers('Kettle', '40.00', 5);
    const client = await buyer();
    const cart = await fillCart(client, { variantId: goods.variantId, quantity: 2 });
    const ledgerBefore = await heldByProvider(shop.operator);
    const declined = await buy(client, cart, { card: 'pm_card_chargeDeclined' });
    expect(declined).toMatchObject({ status: 'ABORTED', abortReason: { code: 'PAYMENT_FAILED' } });
    await eventuallyStock(seller.client, goods.variantId, { onHand: 5, reserved: 0, available: 5 });
    expect(await heldByProvider(shop.operator)).toEqual(ledgerBefore);
    expect((await ordersOf(client)).map((order) => order.status)).toEqual(['CANCELLED']);
    const again = (await client.ask<{ cart: Cart }>(CartQuery)).cart;
    expect(again.lines).toMatchObject([{ quantity: 2 }]);
    expect(await buy(client, again)).toMatchObject({ status: 'COMPLETED' });
    await eventuallyStock(seller.client, goods.variantId, { onHand: 3, reserved: 0 });
  });

  it('sells fifty units to exactly fifty of two hundred concurrent buyers', async () => {
    const seller = await shop.newSeller(`Flash ${randomUUID().slice(0, 6)}`);
    const goods = await seller.offers('Limited sneaker', '99.00', 50);
    // Few users with many carts: two hundred registrations would only measure the password hash.
    const racers = await newUsers(url, 200);
    await fillCart(racers[0] ?? (await buyer()), { variantId: goods.variantId, quantity: 1 });
    const carts = await Promise.all(
      racers.map(async (client, number) => ({
        client,
        cart:
          number === 0
            ? (await client.ask<{ cart: Cart }>(CartQuery)).cart
            : await fillCart(client, { variantId: goods.variantId, quantity: 1 }),
      })),
    );
    const outcomes = await Promise.all(carts.map(({ client, cart }) => buy(client, cart)));
    const count = (status: string): number => outcomes.filter((outcome) => outcome.status === status).length;
    expect({ completed: count('COMPLETED'), aborted: count('ABORTED') }).toEqual({ completed: 50, aborted: 150 });
    expect(
      outcomes.filter((outcome) => outcome.status === 'ABORTED').every((outcome) => outcome.abortReason?.code === 'INSUFFICIENT_STOCK'),
    ).toBe(true);
    await eventuallyStock(seller.client, goods.variantId, { onHand: 0, reserved: 0, available: 0 });
    await expectLedgerToMatchProvider(shop.operator, running.simulators.paymentProvider);
  });

  it('creates one order for a checkout that is submitted twice', async () => {
    const goods = await (await shop.newSeller(`Twice ${randomUUID().slice(0, 6)}`)).offers('Mug', '12.00', 10);
    const client = await buyer();
    const input = checkoutInput(await fillCart(client, { variantId: goods.variantId, quantity: 1 }));
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => client.ask<{ checkoutStart: { checkout: { id: string } } }>(CheckoutStart, { input })),
    );
    const ids = [...new Set(answers.map((answer) => answer.checkoutStart.checkout.id))];
    expect(ids).toHaveLength(1);
    expect(await followCheckout(client, ids[0] ?? '')).toMatchObject({ status: 'COMPLETED' });
    expect(await ordersOf(client)).toHaveLength(1);
    const other = await client.ask<{ checkoutStart: { userErrors: UserError[] } }>(CheckoutStart, {
      input: { ...input, expectedCartVersion: 99 },
    });
    expect(other.checkoutStart.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
  });

  it('resumes an interrupted subscription after its cursor without gaps or duplicates', async () => {
    const goods = await (await shop.newSeller(`Cut ${randomUUID().slice(0, 6)}`)).offers('Book', '15.00', 10);
    const client = await buyer();
    const checkout = await buy(client, await fillCart(client, { variantId: goods.variantId, quantity: 1 }));
    const shipmentId = await eventually(async () => (await ordersOf(client))[0]?.shipments?.[0]?.id, { waitingFor: 'a shipment' });
    const follow = (after?: string) =>
      client.follow<{ shipmentTracking: TrackingEvent }>(ShipmentTracking, { shipmentId, ...(after === undefined ? {} : { after }) });
    const before: TrackingEvent[] = [];
    for await (const { shipmentTracking } of follow()) {
      before.push(shipmentTracking);
      if (before.length === 2) break;
    }
    await client.hangUp();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const rest: TrackingEvent[] = [];
    for await (const { shipmentTracking } of follow(before.at(-1)?.cursor)) rest.push(shipmentTracking);
    const whole: TrackingEvent[] = [];
    for await (const { shipmentTracking } of follow()) whole.push(shipmentTracking);
    expect([...before, ...rest].map((event) => event.cursor)).toEqual(whole.map((event) => event.cursor));
    expect(whole.at(-1)?.status).toBe('DELIVERED');
    expect(checkout.status).toBe('COMPLETED');
  });

  it('waits for authentication at the bank, successful or not', async () => {
    const seller = await shop.newSeller(`Bank ${randomUUID().slice(0, 6)}`);
    const goods = await seller.offers('Watch', '250.00', 4);
    for (const [answer, status] of [
      ['complete', 'COMPLETED'],
      ['fail', 'ABORTED'],
    ] as const) {
      const client = await buyer();
      const checkoutId = await startCheckout(client, await fillCart(client, { variantId: goods.variantId, quantity: 1 }), {
        card: 'pm_card_authenticationRequired',
      });
      const waiting = await followCheckout(client, checkoutId, (checkout) => checkout.status === 'ACTION_REQUIRED');
      await answerAtBank(waiting.paymentAction?.url ?? '', answer);
      expect(await followCheckout(client, checkoutId)).toMatchObject({ status });
    }
    await eventuallyStock(seller.client, goods.variantId, { onHand: 3, reserved: 0 });
  });

  it('lets the buyer abort a waiting checkout, and releases everything', async () => {
    const seller = await shop.newSeller(`Off ${randomUUID().slice(0, 6)}`);
    const goods = await seller.offers('Chair', '80.00', 3);
    const client = await buyer();
    const checkoutId = await startCheckout(client, await fillCart(client, { variantId: goods.variantId, quantity: 3 }), {
      card: 'pm_card_authenticationRequired',
    });
    await followCheckout(client, checkoutId, (checkout) => checkout.status === 'ACTION_REQUIRED');
    const frozen = await addToCart(client, [{ variantId: goods.variantId, quantity: 1 }]);
    expect(frozen.userErrors).toMatchObject([{ code: 'CART_FROZEN' }]);
    await client.ask('mutation ($id: ID!) { checkoutAbort(input: { checkoutId: $id }) { userErrors { code } } }', { id: checkoutId });
    expect(await followCheckout(client, checkoutId)).toMatchObject({ status: 'ABORTED', abortReason: { code: 'ABORTED_BY_BUYER' } });
    await eventuallyStock(seller.client, goods.variantId, { onHand: 3, reserved: 0 });
  });

  it('aborts with the reason when the cart has changed, and denies access to other users', async () => {
    const goods = await (await shop.newSeller(`Own ${randomUUID().slice(0, 6)}`)).offers('Pan', '30.00', 10);
    const [client, stranger] = [await buyer(), await buyer()];
    const cart = await fillCart(client, { variantId: goods.variantId, quantity: 1 });
    expect(await buy(client, { ...cart, version: cart.version + 5 })).toMatchObject({
      status: 'ABORTED',
      abortReason: { code: 'VERSION_CONFLICT' },
    });
    expect(await buy(stranger, cart)).toMatchObject({ status: 'ABORTED', abortReason: { code: 'CART_NOT_FOUND' } });
    const checkout: Checkout = await buy(client, (await client.ask<{ cart: Cart }>(CartQuery)).cart);
    const orderId = checkout.orders[0]?.id ?? '';
    expect(await stranger.ask('query ($id: ID!) { order(id: $id) { id } }', { id: orderId })).toEqual({ order: null });
    expect(await stranger.ask('query ($id: ID!) { checkout(id: $id) { id } }', { id: checkout.id })).toEqual({ checkout: null });
    expect(await stranger.ask(CancelOrder, { input: { orderId, reason: 'mine', idempotencyKey: randomUUID() } })).toMatchObject({
      orderCancel: { order: null, userErrors: [{ code: 'ORDER_NOT_FOUND' }] },
    });
    expect(await client.ask(CancelOrder, { input: { orderId, reason: 'late', idempotencyKey: randomUUID() } })).toMatchObject({
      orderCancel: { userErrors: [{ code: 'ORDER_NO_LONGER_CANCELLABLE' }] },
    });
    await expect(tracked(stranger, orderId).next()).rejects.toThrow(/NOT_FOUND/);
    await expect(tracked(clientOf(url), orderId).next()).rejects.toThrow();
  });

  for (const service of shape.services) {
    it(`finishes a checkout once when ${service} is killed in the middle of it`, async () => {
      const seller = await shop.newSeller(`Kill ${randomUUID().slice(0, 6)}`);
      const goods = await seller.offers('Survivor', '20.00', 5);
      const client = await buyer();
      const checkoutId = await startCheckout(client, await fillCart(client, { variantId: goods.variantId, quantity: 1 }));
      await running.kill(service);
      await eventually(
        async () => {
          const { data } = await client.send('query ($id: ID!) { checkout(id: $id) { status } }', { id: checkoutId });
          return (data?.['checkout'] as { status: string } | null)?.status === 'COMPLETED';
        },
        { every: 100, waitingFor: 'the checkout to be completed' },
      );
      expect((await ordersOf(client)).map(timesPaid)).toEqual([1]);
      await eventuallyStock(seller.client, goods.variantId, { onHand: 4, reserved: 0 });
      await expectLedgerToMatchProvider(shop.operator, running.simulators.paymentProvider);
    });
  }

  describe('search and reviews', () => {
    shopping(() => ({ url, shop, running }));
  });

  describe('guarantees during a checkout', () => {
    guarantees(() => ({ url, shop, running }));
    changedPlans(() => ({ url, shop, running }));
  });

  describe('objects of others', () => {
    unauthorizedAccess(() => ({ url, shop }));
  });

  describe('with invalid input', () => {
    invalidInput(() => ({ url, shop, dataDir: running.dataDir }));
  });

  // Thousands of requests that do not depend on the shape.
  if (shape.services.length === 0) {
    describe('meaningless input', () => {
      invalidValues(() => ({ url, shop }));
    });
  }
};
