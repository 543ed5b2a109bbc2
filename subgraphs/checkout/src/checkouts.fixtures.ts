import { idOf, type Actor, type UserId } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { userActor, type ContextHarness } from '@marketplace/platform/testing';
import {
  cartsEvents,
  checkoutEvents,
  inventoryEvents,
  ordersEvents,
  paymentsEvents,
  promotionsEvents,
  shippingEvents,
} from '@marketplace/schema';

const buyerId: UserId = idOf('01900000-0000-7000-8000-0000000000b1');
export const buyer = userActor(buyerId);
export const stranger = userActor(idOf('01900000-0000-7000-8000-0000000000b2'));
export const operator = userActor(idOf('01900000-0000-7000-8000-0000000000b3'), ['operator']);
export const usd = (amount: string) => ({ amount, currency: 'USD' });
const at = '2026-11-21T08:30:00.000Z';

export type Client = Exclude<Actor, { kind: 'system' }>;

export const startInput = (overrides: Readonly<Record<string, unknown>> = {}) => ({
  cartId: newId(),
  expectedCartVersion: 3,
  shippingOptionIds: [],
  paymentMethod: { token: 'pm_card_visa' },
  idempotencyKey: newId(),
  shippingAddress: { name: 'Ada Canary', line1: 'Canary Street 1', city: 'Berlin', postalCode: '10115', countryCode: 'DE' },
  ...overrides,
});

export const startMutation = `mutation ($input: CheckoutStartInput!) { checkoutStart(input: $input) { checkout { id status } userErrors { __typename code message path } } }`;

const fields = `id status steps { name status at } abortReason { code message } paymentAction { url } paymentRetry { code until attemptsLeft }
  paymentAttempts { at status code } total { amount } orders { id } lines { title quantity unitPrice { amount } total { amount } discount { amount } variant { id } }
  discounts { label amount { amount } } summary { goods { amount } discounts { amount } delivery { amount } total { amount } }`;
const readQuery = `query ($id: ID!) { checkout(id: $id) { ${fields} } }`;
export const mutation = (name: string) =>
  `mutation ($input: ${name[0]?.toUpperCase() ?? ''}${name.slice(1)}Input!) { ${name}(input: $input) { checkout { ${fields} } userErrors { code message path } } }`;

type Refs = {
  readonly checkoutId: string;
  readonly lineId: string;
  readonly orderId: string;
  readonly sellerId: string;
  /** The payment requested last. */
  readonly paymentId: () => Promise<string>;
};

export type CheckoutDriver = ReturnType<typeof checkoutDriver>;

/** Drives checkouts in tests: acts as the client and as the other contexts. */
export const checkoutDriver = (harness: ContextHarness) => ({
  begin: async (overrides: Readonly<Record<string, unknown>> = {}): Promise<Refs> => {
    const response = await harness.graph(buyer, startMutation, { input: startInput(overrides) });
    const { checkout } = response.data?.['checkoutStart'] as { checkout: { id: string } };
    const paymentId = async (): Promise<string> => {
      const requests = await harness.publishedEvents(checkoutEvents.PaymentAuthorizationRequestedV1);
      return requests.filter((each) => each.checkoutId === checkout.id).at(-1)?.paymentId ?? newId();
    };
    return { checkoutId: checkout.id, lineId: newId(), orderId: newId(), sellerId: newId(), paymentId };
  },
  read: async (id: string, actor: Client = buyer): Promise<Record<string, unknown> | null> =>
    (await harness.graph(actor, readQuery, { id })).data?.['checkout'] as Record<string, unknown> | null,
  mutate: async (actor: Client, name: string, input: Readonly<Record<string, unknown>>) =>
    (await harness.graph(actor, mutation(name), { input })).data?.[name] as {
      readonly checkout: Record<string, unknown> | null;
      readonly userErrors: readonly { readonly code: string }[];
    },
  answers: (refs: Refs) => answersTo(harness, refs),
  /** Publishes answers in order, each after the one before has been handled. */
  publish: async (...answers: readonly (() => Promise<string>)[]): Promise<void> => {
    for (const answer of answers) await harness.waitUntilHandled(await answer());
  },
});

export type Answers = ReturnType<typeof answersTo>;

const of = (aggregateId: string, version: number) => ({ aggregateId, version });

const cartAnswers = (harness: ContextHarness, { checkoutId, lineId, sellerId }: Refs) => ({
  cartFrozen: () =>
    harness.publish(
      cartsEvents.CartFrozenV1,
      {
        cartId: newId(),
        checkoutId,
        buyerId,
        currency: 'USD',
        couponCodes: ['WELCOME'],
        lines: [
          {
            lineId,
            variantId: newId(),
            productId: newId(),
            sellerId,
            sku: 'S',
            title: 'Thing',
            options: [],
            quantity: 2,
            unitPrice: usd('1000'),
            weightGrams: 100,
          },
        ],
      },
      of(newId(), 4),
    ),
  cartUnfrozen: () => harness.publish(cartsEvents.CartUnfrozenV1, { cartId: newId(), checkoutId }, of(newId(), 5)),
});

const stockAnswers = (harness: ContextHarness, { checkoutId }: Refs) => {
  const reservation = { reservationId: checkoutId, checkoutId };
  return {
    stockReserved: () =>
      harness.publish(inventoryEvents.StockReservedV1, { ...reservation, expiresAt: at, allocations: [] }, of(checkoutId, 1)),
    stockTaken: () => harness.publish(inventoryEvents.ReservationConfirmedV1, { ...reservation, allocations: [] }, of(checkoutId, 2)),
    stockReleased: () => harness.publish(inventoryEvents.ReservationReleasedV1, { ...reservation, reason: 'requested' }, of(checkoutId, 2)),
  };
};

const priceAnswers = (harness: ContextHarness, { checkoutId, lineId, sellerId }: Refs) => ({
  quoted: () =>
    harness.publish(
      shippingEvents.ShippingQuotedV1,
      {
        checkoutId,
        quotes: [
          {
            sellerId,
            optionId: 'standard',
            carrier: 'swiftpost',
            service: 'STANDARD',
            price: usd('500'),
            estimatedDelivery: { from: at, to: at },
          },
        ],
      },
      of(checkoutId, 1),
    ),
  discountsQuoted: () => {
    const coupon = { promotionId: newId(), label: 'Welcome', fundedBy: 'PLATFORM' as const, amount: usd('500') };
    const lines = [{ lineId, variantId: newId(), sellerId, discounts: [coupon] }];
    return harness.publish(
      promotionsEvents.DiscountsQuotedV1,
      { checkoutId, expiresAt: at, total: usd('500'), lines, delivery: [] },
      of(checkoutId, 1),
    );
  },
  couponRejected: () =>
    harness.publish(promotionsEvents.CouponRejectedV1, { checkoutId, code: 'WELCOME', reason: 'coupon-used-up' }, of(checkoutId, 1)),
  discountsReleased: () => harness.publish(promotionsEvents.DiscountsReleasedV1, { checkoutId, reason: 'requested' }, of(checkoutId, 2)),
});

const orderAnswers = (harness: ContextHarness, { checkoutId, orderId, sellerId, paymentId }: Refs) => {
  const orderRef = { orderId, checkoutId, buyerId, sellerId };
  const item = { orderItemId: newId(), variantId: newId(), quantity: 2 };
  const goods = { ...item, productId: newId(), sku: 'S', title: 'Thing', unitPrice: usd('1000'), total: usd('2000') };
  const items = [{ ...goods, discount: usd('500'), tax: usd('0') }];
  const toShip = {
    sealedAddress: 'k1.a',
    countryCode: 'DE',
    shippingOptionId: 'standard',
    carrier: 'swiftpost',
    service: 'STANDARD',
    items: [{ ...item, weightGrams: 100 }],
  };
  return {
    orderCreated: () => {
      const prices = { total: usd('2000'), shipping: usd('500'), platformDiscount: usd('500'), tax: usd('0') };
      return harness.publish(ordersEvents.OrderCreatedV1, { ...orderRef, orderNumber: 'A', ...prices, items }, of(orderId, 1));
    },
    orderConfirmed: () => harness.publish(ordersEvents.OrderConfirmedV1, orderRef, of(orderId, 2)),
    orderPaid: async () =>
      harness.publish(
        ordersEvents.OrderPaidV1,
        { ...orderRef, paymentId: await paymentId(), total: usd('2000'), ...toShip },
        of(orderId, 3),
      ),
    orderPlaced: () =>
      harness.publish(ordersEvents.CashOnDeliveryOrderPlacedV1, { ...orderRef, cashDue: usd('2000'), ...toShip }, of(orderId, 3)),
    orderCancelled: () => harness.publish(ordersEvents.OrderCancelledV1, { ...orderRef, reason: 'payment-never-came' }, of(orderId, 3)),
    ordersCancelled: () => harness.publish(ordersEvents.CheckoutOrdersCancelledV1, { checkoutId }, of(checkoutId, 2)),
  };
};

const paymentAnswers = (harness: ContextHarness, { checkoutId, orderId, sellerId, paymentId }: Refs) => {
  const amount = usd('2000');
  const capture = { buyerId, amount, orders: [{ orderId, sellerId, amount }] };
  const ref = async () => ({ paymentId: await paymentId(), checkoutId });
  return {
    authorized: async () => {
      const payment = await ref();
      return harness.publish(paymentsEvents.PaymentAuthorizedV1, { ...payment, amount }, of(payment.paymentId, 1));
    },
    declined: async (code = 'card_declined') => {
      const payment = await ref();
      return harness.publish(paymentsEvents.PaymentFailedV1, { ...payment, code }, of(payment.paymentId, 1));
    },
    voided: async () => {
      const payment = await ref();
      return harness.publish(paymentsEvents.PaymentVoidedV1, payment, of(payment.paymentId, 3));
    },
    captured: async () => {
      const payment = await ref();
      return harness.publish(paymentsEvents.PaymentCapturedV1, { ...payment, ...capture }, of(payment.paymentId, 2));
    },
    cashAgreed: async () => {
      const payment = await ref();
      return harness.publish(paymentsEvents.CashOnDeliveryAgreedV1, { ...payment, ...capture }, of(payment.paymentId, 2));
    },
  };
};

const answersTo = (harness: ContextHarness, refs: Refs) => ({
  ...cartAnswers(harness, refs),
  ...stockAnswers(harness, refs),
  ...priceAnswers(harness, refs),
  ...orderAnswers(harness, refs),
  ...paymentAnswers(harness, refs),
});

/** The answers until the orders are created and the payment is requested. */
export const untilOrdered = (answers: Answers) => [
  answers.cartFrozen,
  answers.stockReserved,
  answers.quoted,
  answers.discountsQuoted,
  answers.orderCreated,
];

/** The answers until the capture is requested. */
export const untilConfirmed = (answers: Answers) => [...untilOrdered(answers), answers.authorized, answers.orderConfirmed];
