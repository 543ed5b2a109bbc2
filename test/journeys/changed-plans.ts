import { randomUUID } from 'node:crypto';
import { documents } from '@marketplace/launcher';
import { eventually } from '@marketplace/testing';
import { expireCheckoutDeadlines } from './support/database-access';
import { buy, fillCart, followCheckout, startCheckout, type Cart, type UserError } from './support/buying';
import { guestOf, type Client } from './support/client';
import { issueCoupon, startPromotion } from './support/promotions';
import type { Running } from './support/shapes';
import { newUser, type Shop } from './support/shop';
import { eventuallyStock } from './support/stock-and-ledger';

const { AddToCart, Cart: CartQuery, Orders } = documents;

type Line = {
  readonly id: string;
  readonly quantity: number;
  readonly unitPrice: { readonly amount: string };
  readonly warnings: readonly { readonly code: string }[];
};

type WholeCart = Cart & {
  readonly lines: readonly Line[];
  readonly coupons: readonly { readonly code: string; readonly status: string }[] | null;
};

type Answered = { readonly userErrors: readonly UserError[] };

type JourneyContext = { readonly url: string; readonly shop: Shop; readonly running: Running };

const cartOf = async (client: Client): Promise<WholeCart> => (await client.ask<{ cart: WholeCart }>(CartQuery)).cart;

/** A mutation by name with its input. User errors fail the test. */
const done = async (client: Client, mutation: string, input: Readonly<Record<string, unknown>>): Promise<void> => {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const answer = await client.ask<Record<string, Answered>>(
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { __typename code message path } } }`,
    { input },
  );
  expect(answer[mutation]?.userErrors).toEqual([]);
};

/** Tests of changes before and during a checkout; run once for each shape. */
export const changedPlans = (context: () => JourneyContext): void => {
  const buyer = async (): Promise<Client> => (await newUser(context().url, 'Ada Buyer')).client;
  const shopWith = async (title: string, price: string, stock: number) => {
    const seller = await context().shop.newSeller(`${title} ${randomUUID().slice(0, 6)}`);
    return { seller, goods: await seller.offers(title, price, stock) };
  };

  it('hides coupon details from a guest, and applies the coupon after login', async () => {
    const { goods } = await shopWith('Candle', '10.00', 9);
    const { operator } = context().shop;
    const promotion = await startPromotion(operator, {
      terms: { effects: [{ kind: 'PERCENTAGE', basisPoints: 2000 }], rules: { productIds: [goods.productId] } },
      needsCoupon: true,
    });
    const code = await issueCoupon(operator, promotion);
    const visitor = await eventually(
      async () => {
        const { cartLinesAdd } = await guestOf(context().url).ask<{
          cartLinesAdd: Answered & { cart: { id: string; token: string } | null };
        }>('mutation ($input: CartLinesAddInput!) { cartLinesAdd(input: $input) { cart { id token } userErrors { code } } }', {
          input: { lines: [{ variantId: goods.variantId, quantity: 2 }] },
        });
        return cartLinesAdd.cart ?? undefined;
      },
      { waitingFor: 'the product to reach the carts' },
    );
    const guest = guestOf(context().url, visitor.token);
    await done(guest, 'cartCouponApply', { cartId: visitor.id, code });
    expect((await cartOf(guest)).coupons).toEqual([{ code, status: 'LOGIN_REQUIRED' }]);
    const client = await buyer();
    await done(client, 'cartMerge', { token: visitor.token });
    const merged = await cartOf(client);
    expect(merged).toMatchObject({ lines: [{ quantity: 2 }], coupons: [{ code, status: 'APPLIED' }] });
    expect((await guest.ask<{ cart: unknown }>(CartQuery)).cart).toBeNull();
    const [line] = merged.lines;
    await done(client, 'cartLinesSave', { cartId: merged.id, lineIds: [line?.id] });
    expect((await cartOf(client)).lines).toEqual([]);
    const { cart } = await client.ask<{ cart: { savedLines: readonly { readonly id: string }[] } }>('{ cart { savedLines { id } } }');
    await done(client, 'cartLinesUnsave', { cartId: merged.id, lineIds: cart.savedLines.map(({ id }) => id) });
    expect(await buy(client, await cartOf(client))).toMatchObject({ status: 'COMPLETED' });
  });

  it('does not charge a raised price that was not displayed, and reports the new one', async () => {
    const { seller, goods } = await shopWith('Vase', '30.00', 50);
    const client = await buyer();
    const cart = await fillCart(client, { variantId: goods.variantId, quantity: 1 });
    const watcher = await buyer();
    await fillCart(watcher, { variantId: goods.variantId, quantity: 1 });
    await done(seller.client, 'productPriceChange', { variantId: goods.variantId, price: { amount: '45.00', currency: 'USD' } });
    // Another user's cart shows when the price has arrived; reading the own cart would acknowledge it.
    await eventually(async () => (await cartOf(watcher)).lines[0]?.unitPrice.amount === '45.00', { waitingFor: 'the new price' });
    const outcome = await buy(client, cart);
    expect(outcome).toMatchObject({ status: 'ABORTED', abortReason: { code: 'PRICE_CHANGED' } });
    const seen = await cartOf(client);
    expect(seen.lines).toMatchObject([{ unitPrice: { amount: '45.00' }, warnings: [{ code: 'PRICE_CHANGED' }] }]);
    expect(await buy(client, seen)).toMatchObject({ status: 'COMPLETED' });
    await eventuallyStock(seller.client, goods.variantId, { onHand: 49, reserved: 0 });
  });

  it('releases stock, orders and cart when a buyer does not return from the bank', async () => {
    const { seller, goods } = await shopWith('Ring', '500.00', 2);
    const client = await buyer();
    const checkoutId = await startCheckout(client, await fillCart(client, { variantId: goods.variantId, quantity: 2 }), {
      card: 'pm_card_authenticationRequired',
    });
    await followCheckout(client, checkoutId, ({ status }) => status === 'ACTION_REQUIRED');
    await eventuallyStock(seller.client, goods.variantId, { onHand: 2, reserved: 2 });
    await expireCheckoutDeadlines(context().running.handle);
    expect(await followCheckout(client, checkoutId)).toMatchObject({ status: 'ABORTED', abortReason: { code: 'PAYMENT_ACTION_EXPIRED' } });
    await eventuallyStock(seller.client, goods.variantId, { onHand: 2, reserved: 0, available: 2 });
    expect(await cartOf(client)).toMatchObject({ lines: [{ quantity: 2 }] });
  });

  it("sells backorders up to the seller's limit, and ships them when stock arrives", async () => {
    const { seller, goods } = await shopWith('Pre-order', '20.00', 1);
    const { variantStock } = await seller.client.ask<{ variantStock: readonly { readonly warehouse: { readonly id: string } }[] }>(
      'query ($id: ID!) { variantStock(variantId: $id) { warehouse { id } } }',
      { id: goods.variantId },
    );
    const warehouseId = variantStock[0]?.warehouse.id;
    await done(seller.client, 'stockPolicyUpdate', { variantId: goods.variantId, backorderLimit: 2, backorderWarehouseId: warehouseId });
    const client = await buyer();
    const cart = await eventually(
      async () => {
        const { cartLinesAdd } = await client.ask<{ cartLinesAdd: { cart: Cart | null } }>(AddToCart, {
          input: { lines: [{ variantId: goods.variantId, quantity: 3 }] },
        });
        return cartLinesAdd.cart ?? undefined;
      },
      { waitingFor: 'the backorder to be offered' },
    );
    expect(await buy(client, cart)).toMatchObject({ status: 'COMPLETED' });
    await done(seller.client, 'stockAdjust', {
      variantId: goods.variantId,
      warehouseId,
      change: 5,
      reason: 'delivery',
      idempotencyKey: randomUUID(),
    });
    await eventually(
      async () => {
        const { orders } = await client.ask<{ orders: { edges: readonly { node: { status: string } }[] } }>(Orders, { first: 1 });
        expect(orders.edges.map(({ node }) => node.status)).toEqual(['DELIVERED']);
        return true;
      },
      { waitingFor: 'the order to be delivered' },
    );
    await eventuallyStock(seller.client, goods.variantId, { onHand: 3, reserved: 0 });
  });
};
