import { randomUUID } from 'node:crypto';
import { documents } from '@marketplace/launcher';
import { eventually } from '@marketplace/testing';
import { moveTwoDaysBack, deleteCheckoutData } from './support/database-access';
import { buy, checkoutInput, fillCart, followCheckout, startCheckout, type Cart, type UserError } from './support/buying';
import type { Client } from './support/client';
import { answerAtBank } from './support/bank';
import { ordersOf, timesPaid } from './support/orders';
import { archivePromotion, issueCoupon, startPromotion } from './support/promotions';
import type { Running } from './support/shapes';
import { newUser, newUsers, type Goods, type Seller, type Shop } from './support/shop';
import { eventuallyStock, expectLedgerToMatchProvider, stockOf } from './support/stock-and-ledger';

const { Cart: CartQuery, CheckoutStart } = documents;

type Amount = { readonly amount: string };

type PricedCart = Cart & {
  readonly coupons: readonly { readonly code: string; readonly status: string }[] | null;
  readonly discounts: readonly { readonly label: string; readonly amount: Amount }[] | null;
};

const cartOf = async (client: Client): Promise<PricedCart> => (await client.ask<{ cart: PricedCart }>(CartQuery)).cart;

type CouponMutation = 'cartCouponApply' | 'cartCouponRemove';

const coupon = async (client: Client, mutation: CouponMutation, cart: Cart, code: string): Promise<PricedCart> => {
  const inputType = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const answer = await client.ask<Record<CouponMutation, { readonly userErrors: readonly UserError[] }>>(
    `mutation ($input: ${inputType}!) { ${mutation}(input: $input) { userErrors { code message path } } }`,
    { input: { cartId: cart.id, code } },
  );
  expect(answer[mutation].userErrors).toEqual([]);
  return cartOf(client);
};

const cents = ({ amount }: Amount): number => Math.round(Number(amount) * 100);

type JourneyContext = { readonly url: string; readonly shop: Shop; readonly running: Running };

/** Tests of guarantees about prices and stock during a checkout; run once for each shape. */
export const guarantees = (context: () => JourneyContext): void => {
  const buyer = async (): Promise<Client> => (await newUser(context().url, 'Ada Buyer')).client;
  const shopWith = async (title: string, price: string, stock: number): Promise<{ readonly seller: Seller; readonly goods: Goods }> => {
    const seller = await context().shop.newSeller(`${title} ${randomUUID().slice(0, 6)}`);
    return { seller, goods: await seller.offers(title, price, stock) };
  };
  const tenPercentOff = async (goods: Goods, options: { readonly maxUses?: number } = {}) => {
    const { operator } = context().shop;
    const terms = { label: 'Ten percent', effects: [{ kind: 'PERCENTAGE', basisPoints: 1000 }], rules: { productIds: [goods.productId] } };
    const promotion = await startPromotion(operator, { terms, needsCoupon: true });
    return { promotion, code: await issueCoupon(operator, promotion, options) };
  };

  it('charges the displayed total: items, minus a coupon and a promotion, plus the selected delivery', async () => {
    const { seller, goods } = await shopWith('Teapot', '23.90', 20);
    const { code } = await tenPercentOff(goods);
    await startPromotion(seller.client, {
      sellerId: seller.sellerId,
      terms: {
        label: 'Two dollars off ten',
        effects: [{ kind: 'FIXED_AMOUNT', amounts: [{ amount: '2.00', currency: 'USD' }] }],
        rules: { minimumQuantity: 10 },
      },
    });
    const client = await buyer();
    const filled = await fillCart(client, { variantId: goods.variantId, quantity: 10 });
    const before = await eventually(
      async () => {
        const cart = await coupon(client, 'cartCouponApply', filled, code);
        return cart.coupons?.[0]?.status === 'APPLIED' && cart.discounts?.length === 2 ? cart : undefined;
      },
      { waitingFor: 'promotions to receive the product' },
    );
    expect(before.coupons).toEqual([{ code, status: 'APPLIED' }]);
    const chosen = before.shippingOptions.at(-1);
    const { cartDeliveryChoose } = await client.ask<{ cartDeliveryChoose: { userErrors: readonly UserError[] } }>(
      'mutation ($input: CartDeliveryChooseInput!) { cartDeliveryChoose(input: $input) { userErrors { code } } }',
      { input: { cartId: before.id, countryCode: 'DE', shippingOptionIds: [chosen?.id] } },
    );
    expect(cartDeliveryChoose.userErrors).toEqual([]);
    const cart = await cartOf(client);
    const { cartDiscountExplanation: explained } = await client.ask<{
      cartDiscountExplanation: { considered: readonly { label: string; outcome: string; amount: Amount | null }[] };
    }>('query ($id: ID!) { cartDiscountExplanation(cartId: $id) { considered { label outcome reason message amount { amount } } } }', {
      id: cart.id,
    });
    expect(
      explained.considered
        .filter(({ outcome }) => outcome === 'APPLIED')
        .map(({ label }) => label)
        .sort(),
    ).toEqual(['Ten percent', 'Two dollars off ten']);
    const { checkoutStart } = await client.ask<{ checkoutStart: { checkout: { id: string } } }>(CheckoutStart, {
      input: {
        ...checkoutInput(cart),
        shippingOptionIds: [chosen?.id],
        expectedTotal: { amount: cart.estimatedTotal?.amount, currency: 'USD' },
      },
    });
    const bought = await followCheckout(client, checkoutStart.checkout.id);
    expect(bought).toMatchObject({ status: 'COMPLETED', total: { amount: cart.estimatedTotal?.amount } });
    const [order] = await ordersOf(client);
    expect(order?.total.amount).toBe(cart.estimatedTotal?.amount);
    const shown = (cart.discounts ?? []).reduce((sum, { amount }) => sum + cents(amount), 0);
    expect((order?.items ?? []).reduce((sum, item) => sum + cents(item.discount), 0)).toBe(shown);
    await expectLedgerToMatchProvider(context().shop.operator, context().running.simulators.paymentProvider);
  });

  it('aborts when the total is higher than displayed', async () => {
    const { seller, goods } = await shopWith('Frame', '25.00', 3);
    const client = await buyer();
    const cart = await fillCart(client, { variantId: goods.variantId, quantity: 1 });
    const { checkoutStart } = await client.ask<{ checkoutStart: { checkout: { id: string } } }>(CheckoutStart, {
      input: { ...checkoutInput(cart), expectedTotal: { amount: '25.00', currency: 'USD' } },
    });
    expect(await followCheckout(client, checkoutStart.checkout.id)).toMatchObject({
      status: 'ABORTED',
      abortReason: { code: 'TOTAL_CHANGED' },
    });
    expect(await ordersOf(client)).toEqual([]);
    await eventuallyStock(seller.client, goods.variantId, { onHand: 3, reserved: 0 });
  });

  it('redeems a coupon up to its limit, and aborts other checkouts before payment', async () => {
    const { goods, seller } = await shopWith('Poster', '15.00', 50);
    const { code } = await tenPercentOff(goods, { maxUses: 3 });
    const [first, ...others] = await newUsers(context().url, 12);
    if (first === undefined) throw new Error('no buyer');
    await fillCart(first, { variantId: goods.variantId, quantity: 1 });
    const clients = [first, ...others];
    const ready = await Promise.all(
      clients.map(async (client) => {
        const cart = client === first ? await cartOf(client) : await fillCart(client, { variantId: goods.variantId, quantity: 1 });
        return { client, cart: await coupon(client, 'cartCouponApply', cart, code) };
      }),
    );
    const outcomes = await Promise.all(ready.map(({ client, cart }) => buy(client, cart)));
    const reasons = outcomes.map(({ status, abortReason }) => abortReason?.code ?? status).sort();
    expect(reasons).toEqual([...Array<string>(3).fill('COMPLETED'), ...Array<string>(9).fill('COUPON_REJECTED')]);
    const late = clients[outcomes.findIndex(({ status }) => status === 'ABORTED')] ?? first;
    const without = await coupon(late, 'cartCouponRemove', await cartOf(late), code);
    expect(await buy(late, without)).toMatchObject({ status: 'COMPLETED' });
    await eventuallyStock(seller.client, goods.variantId, { onHand: 46, reserved: 0 });
  });

  it('keeps the price of a checkout when its promotion ends', async () => {
    const { goods } = await shopWith('Globe', '60.00', 5);
    const { code, promotion } = await tenPercentOff(goods);
    const client = await buyer();
    const cart = await coupon(client, 'cartCouponApply', await fillCart(client, { variantId: goods.variantId, quantity: 1 }), code);
    const checkoutId = await startCheckout(client, cart, { card: 'pm_card_authenticationRequired' });
    const waiting = await followCheckout(client, checkoutId, ({ status }) => status === 'ACTION_REQUIRED');
    await archivePromotion(context().shop.operator, promotion);
    await answerAtBank(waiting.paymentAction?.url ?? '', 'complete');
    expect(await followCheckout(client, checkoutId)).toMatchObject({ status: 'COMPLETED', total: waiting.total });
    const [order] = await ordersOf(client);
    expect(order?.items.map(({ discount }) => discount.amount)).toEqual(['6.00']);
    // Later buyers are notified before they pay.
    const next = await buyer();
    const full = await coupon(next, 'cartCouponApply', await fillCart(next, { variantId: goods.variantId, quantity: 1 }), code);
    expect(full.coupons).toEqual([{ code, status: 'NOT_APPLICABLE' }]);
    expect(await buy(next, full)).toMatchObject({ status: 'ABORTED', abortReason: { code: 'COUPON_REJECTED' } });
  });

  it('reports unknown coupon codes and inapplicable ones in the same way', async () => {
    const [{ goods: covered }, { goods }] = [await shopWith('Covered', '10.00', 5), await shopWith('Not covered', '10.00', 5)];
    const { code } = await tenPercentOff(covered);
    const client = await buyer();
    const cart = await fillCart(client, { variantId: goods.variantId, quantity: 1 });
    await coupon(client, 'cartCouponApply', cart, code);
    const both = await coupon(client, 'cartCouponApply', cart, 'NO-SUCH-CODE');
    expect(both.coupons?.map(({ status }) => status)).toEqual(['NOT_APPLICABLE', 'NOT_APPLICABLE']);
    expect(both.discounts).toEqual([]);
  });

  it('keeps the last unit reserved for a buyer whose card was declined, until another card pays for it', async () => {
    const { seller, goods } = await shopWith('Only one', '75.00', 1);
    const client = await buyer();
    const cart = await fillCart(client, { variantId: goods.variantId, quantity: 1 });
    const { checkoutStart } = await client.ask<{ checkoutStart: { checkout: { id: string } } }>(CheckoutStart, {
      input: { ...checkoutInput(cart, { card: 'pm_card_chargeDeclined' }), keepOnDecline: true },
    });
    const checkoutId = checkoutStart.checkout.id;
    await followCheckout(
      client,
      checkoutId,
      ({ status, steps }) => status === 'ACTION_REQUIRED' && steps.some((step) => step.status === 'FAILED'),
    );
    expect(await stockOf(seller.client, goods.variantId)).toMatchObject({ onHand: 1, reserved: 1, available: 0 });
    const { checkoutPaymentRetry } = await client.ask<{ checkoutPaymentRetry: { userErrors: readonly UserError[] } }>(
      'mutation ($input: CheckoutPaymentRetryInput!) { checkoutPaymentRetry(input: $input) { userErrors { code message } } }',
      { input: { checkoutId, paymentMethod: { token: 'pm_card_visa' }, idempotencyKey: randomUUID() } },
    );
    expect(checkoutPaymentRetry.userErrors).toEqual([]);
    expect(await followCheckout(client, checkoutId)).toMatchObject({ status: 'COMPLETED' });
    expect((await ordersOf(client)).map(timesPaid)).toEqual([1]);
    await eventuallyStock(seller.client, goods.variantId, { onHand: 0, reserved: 0 });
    await expectLedgerToMatchProvider(context().shop.operator, context().running.simulators.paymentProvider);
  });

  it('ships a cash on delivery order, and records the cash on delivery', async () => {
    const { seller, goods } = await shopWith('Broom', '12.00', 5);
    const client = await buyer();
    const cart = await fillCart(client, { variantId: goods.variantId, quantity: 1 });
    const { checkoutStart } = await client.ask<{ checkoutStart: { checkout: { id: string } } }>(CheckoutStart, {
      input: { ...checkoutInput(cart), paymentMethod: { cashOnDelivery: true } },
    });
    expect(await followCheckout(client, checkoutStart.checkout.id)).toMatchObject({ status: 'COMPLETED' });
    await eventually(
      async () => {
        const [order] = await ordersOf(client);
        expect(order).toMatchObject({ status: 'DELIVERED', payment: { status: 'COLLECTED' } });
        return true;
      },
      { waitingFor: 'the cash to be collected' },
    );
    await eventuallyStock(seller.client, goods.variantId, { onHand: 4, reserved: 0 });
    await expectLedgerToMatchProvider(context().shop.operator, context().running.simulators.paymentProvider);
  });

  it('loses no order, stock, coupon or money when all data of checkout is deleted during checkouts', async () => {
    const { shop, running, url } = context();
    const { seller, goods } = await shopWith('Wiped', '20.00', 30);
    const { code } = await tenPercentOff(goods, { maxUses: 10 });
    const clients = await newUsers(url, 8);
    const [first, ...others] = clients;
    if (first === undefined) throw new Error('no buyer');
    await fillCart(first, { variantId: goods.variantId, quantity: 1 });
    const ready = await Promise.all(
      others.map(async (client) => ({ client, cart: await fillCart(client, { variantId: goods.variantId, quantity: 1 }) })),
    );
    const waitingId = await startCheckout(first, await coupon(first, 'cartCouponApply', await cartOf(first), code), {
      card: 'pm_card_authenticationRequired',
    });
    await followCheckout(first, waitingId, ({ status }) => status === 'ACTION_REQUIRED');
    // The others are still in progress.
    await Promise.all(ready.map(({ client, cart }) => startCheckout(client, cart)));
    await deleteCheckoutData(running.handle);
    await moveTwoDaysBack(running.handle);
    await eventually(
      async () => {
        await moveTwoDaysBack(running.handle);
        const outcomes = await Promise.all(
          clients.map(async (client) => {
            const orders = await ordersOf(client);
            const { cart } = await client.ask<{ cart: { status: string } | null }>('{ cart { status } }');
            const isBought = orders.length > 0 && orders.every(({ status }) => ['PAID', 'SHIPPED', 'DELIVERED'].includes(status));
            const isOff = orders.every(({ status }) => status === 'CANCELLED');
            expect({ isBought, isOff, cart: cart?.status ?? null }).toEqual(
              isBought ? { isBought: true, isOff: false, cart: null } : { isBought: false, isOff: true, cart: 'OPEN' },
            );
            return isBought;
          }),
        );
        const sold = outcomes.filter(Boolean).length;
        expect(await stockOf(seller.client, goods.variantId)).toEqual({ onHand: 30 - sold, reserved: 0, available: 30 - sold });
        return true;
      },
      { every: 500, waitingFor: 'everything that was held to be released' },
    );
    const again = await cartOf(first);
    expect(again.coupons).toEqual([{ code, status: 'APPLIED' }]);
    expect(await buy(first, again)).toMatchObject({ status: 'COMPLETED' });
    await expectLedgerToMatchProvider(shop.operator, running.simulators.paymentProvider);
  });
};
