import { idOf, type UserId } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { contextHarness, userActor, type ContextHarness } from '@marketplace/platform/testing';
import { cartsEvents, checkoutEvents, inventoryEvents, ordersEvents, paymentsEvents, shippingEvents } from '@marketplace/schema';
import { eventually } from '@marketplace/testing';
import { context } from './main';

const buyerId: UserId = idOf('01900000-0000-7000-8000-0000000000b1');
const buyer = userActor(buyerId);
const stranger = userActor(idOf('01900000-0000-7000-8000-0000000000b2'));
const usd = (amount: string) => ({ amount, currency: 'USD' });
const at = '2026-11-21T08:30:00.000Z';
const sellerId = newId();

const input = (overrides: Readonly<Record<string, unknown>> = {}) => ({
  cartId: newId(),
  expectedCartVersion: 3,
  shippingOptionIds: [],
  paymentMethod: { token: 'pm_card_visa' },
  idempotencyKey: newId(),
  shippingAddress: { name: 'Ada Canary', line1: 'Canary Street 1', city: 'Berlin', postalCode: '10115', countryCode: 'DE' },
  ...overrides,
});

const startMutation = `mutation ($input: CheckoutStartInput!) { checkoutStart(input: $input) { checkout { id status } userErrors { __typename code message path } } }`;
const readQuery = `query ($id: ID!) { checkout(id: $id) { id status steps { name status at } abortReason { code message } paymentAction { url } total { amount } orders { id } } }`;

describe('checkout', () => {
  let harness: ContextHarness;
  beforeAll(async () => {
    harness = await contextHarness(context);
  });
  afterAll(() => harness.stop());

  const begin = async (overrides = {}): Promise<{ checkoutId: string; orderId: string; paymentId: string }> => {
    const answer = await harness.graph(buyer, startMutation, { input: input(overrides) });
    const { checkout } = answer.data?.['checkoutStart'] as { checkout: { id: string } };
    return { checkoutId: checkout.id, orderId: newId(), paymentId: newId() };
  };
  const answers = ({ checkoutId, orderId, paymentId }: { checkoutId: string; orderId: string; paymentId: string }) => {
    const of = (id: string, version: number) => ({ aggregateId: id, version });
    const orderRef = { orderId, checkoutId, buyerId, sellerId };
    return [
      () =>
        harness.say(
          cartsEvents.CartFrozenV1,
          {
            cartId: newId(),
            checkoutId,
            buyerId,
            currency: 'USD',
            lines: [
              {
                lineId: newId(),
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
      () =>
        harness.say(
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
      () =>
        harness.say(
          ordersEvents.OrderCreatedV1,
          {
            ...orderRef,
            orderNumber: 'A',
            total: usd('2500'),
            shipping: usd('500'),
            tax: usd('0'),
            items: [
              {
                orderItemId: newId(),
                variantId: newId(),
                productId: newId(),
                sku: 'S',
                title: 'Thing',
                quantity: 2,
                unitPrice: usd('1000'),
                total: usd('2000'),
                tax: usd('0'),
              },
            ],
          },
          of(orderId, 1),
        ),
      () =>
        harness.say(
          inventoryEvents.StockReservedV1,
          { reservationId: checkoutId, checkoutId, expiresAt: at, allocations: [] },
          of(checkoutId, 1),
        ),
      () => harness.say(paymentsEvents.PaymentAuthorizedV1, { paymentId, checkoutId, amount: usd('2500') }, of(paymentId, 1)),
      () => harness.say(ordersEvents.OrderConfirmedV1, orderRef, of(orderId, 2)),
      () =>
        harness.say(
          paymentsEvents.PaymentCapturedV1,
          { paymentId, checkoutId, buyerId, amount: usd('2500'), orders: [{ orderId, sellerId, amount: usd('2500') }] },
          of(paymentId, 2),
        ),
      () =>
        harness.say(
          ordersEvents.OrderPaidV1,
          {
            ...orderRef,
            paymentId,
            total: usd('2500'),
            sealedAddress: 'k1.a',
            countryCode: 'DE',
            shippingOptionId: 'standard',
            carrier: 'swiftpost',
            service: 'STANDARD',
            items: [{ orderItemId: newId(), variantId: newId(), quantity: 2, weightGrams: 100 }],
          },
          of(orderId, 3),
        ),
      () =>
        harness.say(inventoryEvents.ReservationConfirmedV1, { reservationId: checkoutId, checkoutId, allocations: [] }, of(checkoutId, 2)),
    ] as const;
  };
  const read = async (id: string, actor = buyer) =>
    (await harness.graph(actor, readQuery, { id })).data?.['checkout'] as { status: string; abortReason: unknown } | null;

  it('leads a cart to paid orders, and tells every step to who follows', async () => {
    const refs = await begin();
    const stream = await harness.follow(
      buyer,
      'subscription ($id: ID!) { checkoutProgress(checkoutId: $id) { status total { amount } orders { id } } }',
      { id: refs.checkoutId },
    );
    if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
    const seen: string[] = [];
    for (const answer of answers(refs)) await harness.digested(await answer());
    for await (const event of stream) seen.push((event.data?.['checkoutProgress'] as { status: string }).status);
    expect(seen.at(-1)).toBe('COMPLETED');
    expect(await read(refs.checkoutId)).toMatchObject({
      status: 'COMPLETED',
      abortReason: null,
      total: { amount: '25.00' },
      orders: [{ id: refs.orderId }],
    });
    expect(await harness.heard(checkoutEvents.CheckoutCompletedV1, (data) => data.checkoutId === refs.checkoutId)).toMatchObject({
      orderIds: [refs.orderId],
      total: usd('2500'),
    });
  });

  it('makes one checkout of a double submission, also in parallel, and refuses the key for another body', async () => {
    const same = input();
    const results = await Promise.all(Array.from({ length: 10 }, () => harness.graph(buyer, startMutation, { input: same })));
    const ids = new Set(results.map((result) => (result.data?.['checkoutStart'] as { checkout: { id: string } }).checkout.id));
    expect(ids.size).toBe(1);
    const other = await harness.graph(buyer, startMutation, { input: { ...same, expectedCartVersion: 4 } });
    expect(other.data).toMatchObject({ checkoutStart: { checkout: null, userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }] } });
    const strangers = await harness.graph(stranger, startMutation, { input: same });
    expect((strangers.data?.['checkoutStart'] as { checkout: { id: string } }).checkout.id).not.toBe([...ids][0]);
  });

  it('undoes everything after a decline, and says why', async () => {
    const refs = await begin();
    for (const answer of answers(refs).slice(0, 4)) await harness.digested(await answer());
    await harness.say(
      paymentsEvents.PaymentFailedV1,
      { paymentId: refs.paymentId, checkoutId: refs.checkoutId, code: 'card_declined' },
      { aggregateId: refs.paymentId, version: 1 },
    );
    await harness.heard(checkoutEvents.CartUnfreezeRequestedV1, (data) => data.checkoutId === refs.checkoutId);
    await harness.say(
      ordersEvents.CheckoutOrdersCancelledV1,
      { checkoutId: refs.checkoutId },
      { aggregateId: refs.checkoutId, version: 2 },
    );
    await harness.say(
      inventoryEvents.ReservationReleasedV1,
      { reservationId: refs.checkoutId, checkoutId: refs.checkoutId, reason: 'requested' },
      { aggregateId: refs.checkoutId, version: 2 },
    );
    await harness.say(cartsEvents.CartUnfrozenV1, { cartId: newId(), checkoutId: refs.checkoutId }, { aggregateId: newId(), version: 5 });
    expect(await harness.heard(checkoutEvents.CheckoutAbortedV1, (data) => data.checkoutId === refs.checkoutId)).toMatchObject({
      reason: 'payment-failed',
      details: { code: 'card_declined' },
    });
    expect(await read(refs.checkoutId)).toMatchObject({ status: 'ABORTED', abortReason: { code: 'PAYMENT_FAILED' } });
  });

  it('aborts when an answer does not come in time', async () => {
    const refs = await begin();
    await harness.running.db.query(`UPDATE checkout_sessions SET deadline_at = now() - interval '1 second' WHERE id = $1`, [
      refs.checkoutId,
    ]);
    await harness.heard(checkoutEvents.CartUnfreezeRequestedV1, (data) => data.checkoutId === refs.checkoutId);
    expect(await read(refs.checkoutId)).toMatchObject({ status: 'ABORTING', abortReason: { code: 'TIMED_OUT' } });
  });

  it('is called off when its orders are cancelled and the payment is voided after it was confirmed', async () => {
    const refs = await begin();
    for (const answer of answers(refs).slice(0, 6)) await harness.digested(await answer());
    expect(await read(refs.checkoutId)).toMatchObject({ status: 'ORDERS_CONFIRMED' });
    const { checkoutId, orderId, paymentId } = refs;
    const cancelled = await harness.say(
      ordersEvents.OrderCancelledV1,
      { orderId, checkoutId, buyerId, sellerId, reason: 'payment-never-came' },
      { aggregateId: orderId, version: 3 },
    );
    await harness.digested(cancelled);
    await harness.say(paymentsEvents.PaymentVoidedV1, { paymentId, checkoutId }, { aggregateId: paymentId, version: 3 });
    await harness.heard(checkoutEvents.StockReleaseRequestedV1, (data) => data.checkoutId === checkoutId);
    expect(await read(checkoutId)).toMatchObject({ status: 'ABORTING', abortReason: { code: 'TIMED_OUT' } });
    expect(await harness.announced(checkoutEvents.PaymentVoidRequestedV1)).not.toContainEqual(expect.objectContaining({ checkoutId }));
  });

  it('counts a checkout as stuck that asks again and again in vain, also between two deadlines', async () => {
    const stuck = () => harness.running.jobs.runNow('detect-stuck-sagas');
    const before = await stuck();
    const { checkoutId } = await begin();
    const overdue = (count: number) =>
      harness.running.db.query(
        `UPDATE checkout_sessions SET state = jsonb_set(state, '{overdue}', to_jsonb($2::int)), deadline_at = now() + interval '1 hour' WHERE id = $1`,
        [checkoutId, count],
      );
    await overdue(3);
    expect(await stuck()).toBe(before);
    await overdue(4);
    expect(await stuck()).toBe(before + 1);
    await harness.running.db.query(`UPDATE checkout_sessions SET deadline_at = NULL WHERE id = $1`, [checkoutId]);
    expect(await stuck()).toBe(before);
  });

  it('lets only its buyer see, follow or abort it', async () => {
    const { checkoutId } = await begin();
    expect(await read(checkoutId, stranger)).toBeNull();
    const abort = 'mutation ($input: CheckoutAbortInput!) { checkoutAbort(input: $input) { checkout { status } userErrors { code } } }';
    expect((await harness.graph(stranger, abort, { input: { checkoutId } })).data).toMatchObject({
      checkoutAbort: { checkout: null, userErrors: [{ code: 'CHECKOUT_NOT_FOUND' }] },
    });
    const stream = await harness.follow(stranger, 'subscription ($id: ID!) { checkoutProgress(checkoutId: $id) { status } }', {
      id: checkoutId,
    });
    expect(JSON.parse(JSON.stringify(stream))).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    expect((await harness.graph(buyer, abort, { input: { checkoutId } })).data).toMatchObject({
      checkoutAbort: { checkout: { status: 'ABORTING' }, userErrors: [] },
    });
  });

  it.each([
    [
      'an address without a city',
      { shippingAddress: { name: 'A', line1: 'B', city: '', postalCode: '1', countryCode: 'DE' } },
      'INVALID_ADDRESS',
      ['shippingAddress', 'city'],
    ],
    [
      'a country that is none',
      { shippingAddress: { name: 'A', line1: 'B', city: 'C', postalCode: '1', countryCode: 'de' } },
      'INVALID_ADDRESS',
      ['shippingAddress', 'countryCode'],
    ],
    ['a cart id that is none', { cartId: 'x' }, 'INVALID_CART', ['cartId']],
    ['a negative version', { expectedCartVersion: -1 }, 'INVALID_CART', ['expectedCartVersion']],
    ['an empty token', { paymentMethod: { token: '' } }, 'INVALID_PAYMENT_METHOD', ['paymentMethod', 'token']],
    ['an empty key', { idempotencyKey: '' }, 'IDEMPOTENCY_KEY_INVALID', null],
  ])('refuses %s and changes nothing', async (_name, overrides, code, path) => {
    const before = (await harness.announced(checkoutEvents.CheckoutStartedV1)).length;
    const answer = await harness.graph(buyer, startMutation, { input: input(overrides) });
    expect(answer.data).toMatchObject({ checkoutStart: { checkout: null, userErrors: [{ __typename: 'Refused', code, path }] } });
    expect((await harness.announced(checkoutEvents.CheckoutStartedV1)).length).toBe(before);
  });

  it('keeps names, streets and cards out of what others can read', async () => {
    await begin();
    await eventually(
      async () => (await harness.running.db.query('SELECT 1 FROM outbox_events WHERE published_at IS NOT NULL')).length > 0,
      { waitingFor: 'publication' },
    );
    const [row] = await harness.running.db.query<{ found: bigint }>(
      `SELECT count(*) AS found FROM (SELECT payload::text AS text FROM outbox_events UNION ALL SELECT state::text FROM checkout_sessions) t WHERE text LIKE '%Canary%' OR text LIKE '%pm_card%'`,
    );
    expect(row?.found).toBe(0n);
  });
});
