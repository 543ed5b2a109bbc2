import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { checkoutEvents } from '@marketplace/schema';
import { eventually } from '@marketplace/testing';
import {
  buyer,
  checkoutDriver,
  startInput,
  startMutation,
  stranger,
  untilConfirmed,
  untilOrdered,
  usd,
  type CheckoutDriver,
} from './checkouts.fixtures';
import { context } from './main';

describe('checkout', () => {
  let harness: ContextHarness;
  let driver: CheckoutDriver;
  beforeAll(async () => {
    harness = await contextHarness(context);
    driver = checkoutDriver(harness);
  });
  afterAll(() => harness.stop());

  it('turns a cart into paid orders, and streams its progress', async () => {
    const refs = await driver.begin();
    const { checkoutId, lineId, orderId } = refs;
    const stream = await harness.follow(
      buyer,
      'subscription ($id: ID!) { checkoutProgress(checkoutId: $id) { status total { amount } orders { id } } }',
      { id: checkoutId },
    );
    if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
    const seen: string[] = [];
    const answers = driver.answers(refs);
    await driver.publish(...untilConfirmed(answers), answers.captured, answers.orderPaid, answers.stockTaken);
    for await (const event of stream) seen.push((event.data?.['checkoutProgress'] as { status: string }).status);
    expect(seen.at(-1)).toBe('COMPLETED');
    expect(await driver.read(checkoutId)).toMatchObject({
      status: 'COMPLETED',
      abortReason: null,
      total: { amount: '20.00' },
      orders: [{ id: orderId }],
      lines: [{ title: 'Thing', quantity: 2, unitPrice: { amount: '10.00' }, total: { amount: '20.00' }, discount: { amount: '5.00' } }],
      discounts: [{ label: 'Welcome', amount: { amount: '5.00' } }],
      summary: { goods: { amount: '20.00' }, discounts: { amount: '5.00' }, delivery: { amount: '5.00' }, total: { amount: '20.00' } },
      paymentAttempts: [{ status: 'DONE', code: null }],
    });
    expect(await harness.waitForEvent(checkoutEvents.CheckoutCompletedV1, (data) => data.checkoutId === checkoutId)).toMatchObject({
      orderIds: [orderId],
      total: usd('2000'),
    });
    expect(await harness.waitForEvent(checkoutEvents.DiscountQuoteRequestedV1, (data) => data.checkoutId === checkoutId)).toMatchObject({
      couponCodes: ['WELCOME'],
      lines: [{ lineId, quantity: 2 }],
      delivery: [{ price: usd('500') }],
    });
    expect(await harness.waitForEvent(checkoutEvents.OrderCreationRequestedV1, (data) => data.checkoutId === checkoutId)).toMatchObject({
      orderType: 'PREPAID',
      sellers: [{ lines: [{ discounts: [{ label: 'Welcome', fundedBy: 'PLATFORM', amount: usd('500') }] }] }],
    });
    expect(
      await harness.waitForEvent(checkoutEvents.PaymentAuthorizationRequestedV1, (data) => data.checkoutId === checkoutId),
    ).toMatchObject({
      amount: usd('2000'),
      orders: [{ orderId, amount: usd('2000'), platformDiscount: usd('500') }],
    });
  });

  it('starts one checkout for repeated submissions, also in parallel, and refuses the key for another body', async () => {
    const same = startInput();
    const results = await Promise.all(Array.from({ length: 10 }, () => harness.graph(buyer, startMutation, { input: same })));
    const ids = new Set(results.map((result) => (result.data?.['checkoutStart'] as { checkout: { id: string } }).checkout.id));
    expect(ids.size).toBe(1);
    const other = await harness.graph(buyer, startMutation, { input: { ...same, expectedCartVersion: 4 } });
    expect(other.data).toMatchObject({ checkoutStart: { checkout: null, userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }] } });
    const strangers = await harness.graph(stranger, startMutation, { input: same });
    expect((strangers.data?.['checkoutStart'] as { checkout: { id: string } }).checkout.id).not.toBe([...ids][0]);
  });

  it('undoes everything after a decline, and reports the reason', async () => {
    const refs = await driver.begin();
    const { checkoutId } = refs;
    const answers = driver.answers(refs);
    await driver.publish(...untilOrdered(answers), () => answers.declined());
    for (const undoing of [checkoutEvents.DiscountReleaseRequestedV1, checkoutEvents.CartUnfreezeRequestedV1])
      await harness.waitForEvent(undoing, (data) => data.checkoutId === checkoutId);
    await driver.publish(answers.ordersCancelled, answers.discountsReleased, answers.stockReleased, answers.cartUnfrozen);
    expect(await harness.waitForEvent(checkoutEvents.CheckoutAbortedV1, (data) => data.checkoutId === checkoutId)).toMatchObject({
      reason: 'payment-failed',
      details: { code: 'card_declined' },
    });
    expect(await driver.read(checkoutId)).toMatchObject({
      status: 'ABORTED',
      abortReason: { code: 'PAYMENT_FAILED' },
      paymentAttempts: [{ status: 'FAILED', code: 'card_declined' }],
    });
    const failures = await harness.running.db.query('SELECT reason FROM checkout_failures WHERE session_id = $1', [checkoutId]);
    expect(failures).toEqual([{ reason: 'payment-failed' }]);
  });

  it('pays with another card after a decline, and keeps the reservations', async () => {
    const refs = await driver.begin({ keepOnDecline: true });
    const { checkoutId } = refs;
    const answers = driver.answers(refs);
    await driver.publish(...untilOrdered(answers), () => answers.declined('insufficient_funds'));
    const first = await refs.paymentId();
    expect(await harness.waitForEvent(checkoutEvents.CheckoutPaymentDeclinedV1, (data) => data.checkoutId === checkoutId)).toMatchObject({
      code: 'insufficient_funds',
    });
    expect(await driver.read(checkoutId)).toMatchObject({
      status: 'ACTION_REQUIRED',
      paymentAction: null,
      paymentRetry: { code: 'insufficient_funds', attemptsLeft: 4 },
      summary: { total: { amount: '20.00' } },
    });
    const input = { checkoutId, paymentMethod: { token: 'pm_card_second' }, idempotencyKey: newId() };
    expect(await driver.mutate(stranger, 'checkoutPaymentRetry', input)).toMatchObject({ userErrors: [{ code: 'CHECKOUT_NOT_FOUND' }] });
    const cash = { ...input, paymentMethod: { cashOnDelivery: true } };
    expect(await driver.mutate(buyer, 'checkoutPaymentRetry', cash)).toMatchObject({ userErrors: [{ code: 'INVALID_PAYMENT_METHOD' }] });
    const tries = await Promise.all([1, 2, 3].map(() => driver.mutate(buyer, 'checkoutPaymentRetry', input)));
    for (const tried of tries) expect(tried).toMatchObject({ checkout: { status: 'ORDERS_CREATED' }, userErrors: [] });
    const asked = await harness.publishedEvents(checkoutEvents.PaymentAuthorizationRequestedV1);
    expect(asked.filter((each) => each.checkoutId === checkoutId)).toHaveLength(2);
    expect(await refs.paymentId()).not.toBe(first);
    const second = { ...input, idempotencyKey: newId() };
    expect(await driver.mutate(buyer, 'checkoutPaymentRetry', second)).toMatchObject({ userErrors: [{ code: 'PAYMENT_NOT_RETRYABLE' }] });
    await driver.publish(answers.authorized, answers.orderConfirmed, answers.captured, answers.orderPaid, answers.stockTaken);
    expect(await driver.read(checkoutId)).toMatchObject({
      status: 'COMPLETED',
      paymentAttempts: [{ status: 'FAILED', code: 'insufficient_funds' }, { status: 'DONE' }],
    });
    expect(await harness.publishedEvents(checkoutEvents.OrderCancellationRequestedV1)).not.toContainEqual(
      expect.objectContaining({ checkoutId }),
    );
  });

  it('buys with cash on delivery', async () => {
    const refs = await driver.begin({ paymentMethod: { cashOnDelivery: true } });
    const { checkoutId } = refs;
    const answers = driver.answers(refs);
    await driver.publish(...untilConfirmed(answers), answers.cashAgreed, answers.orderPlaced, answers.stockTaken);
    expect(await driver.read(checkoutId)).toMatchObject({ status: 'COMPLETED' });
    expect(await harness.waitForEvent(checkoutEvents.OrderCreationRequestedV1, (data) => data.checkoutId === checkoutId)).toMatchObject({
      orderType: 'CASH_ON_DELIVERY',
    });
    expect(
      await harness.waitForEvent(checkoutEvents.PaymentAuthorizationRequestedV1, (data) => data.checkoutId === checkoutId),
    ).toMatchObject({
      cashOnDelivery: true,
    });
  });

  it('reports a rejected coupon', async () => {
    const refs = await driver.begin();
    const answers = driver.answers(refs);
    await driver.publish(answers.cartFrozen, answers.stockReserved, answers.quoted, answers.couponRejected);
    await driver.publish(answers.stockReleased, answers.cartUnfrozen);
    expect(await harness.waitForEvent(checkoutEvents.CheckoutAbortedV1, (data) => data.checkoutId === refs.checkoutId)).toMatchObject({
      reason: 'coupon-rejected',
      details: { code: 'WELCOME', reason: 'coupon-used-up' },
    });
    expect(await driver.read(refs.checkoutId)).toMatchObject({
      status: 'ABORTED',
      abortReason: { code: 'COUPON_REJECTED' },
      summary: null,
    });
  });

  it('aborts when an answer does not come in time', async () => {
    const { checkoutId } = await driver.begin();
    await harness.running.db.query(`UPDATE checkout_sessions SET deadline_at = now() - interval '1 second' WHERE id = $1`, [checkoutId]);
    await harness.waitForEvent(checkoutEvents.CartUnfreezeRequestedV1, (data) => data.checkoutId === checkoutId);
    expect(await driver.read(checkoutId)).toMatchObject({ status: 'ABORTING', abortReason: { code: 'TIMED_OUT' } });
  });

  it('aborts when its orders are cancelled and the payment is voided after the confirmation', async () => {
    const refs = await driver.begin();
    const { checkoutId } = refs;
    const answers = driver.answers(refs);
    await driver.publish(...untilConfirmed(answers));
    expect(await driver.read(checkoutId)).toMatchObject({ status: 'ORDERS_CONFIRMED' });
    await driver.publish(answers.orderCancelled, answers.voided);
    await harness.waitForEvent(checkoutEvents.StockReleaseRequestedV1, (data) => data.checkoutId === checkoutId);
    expect(await driver.read(checkoutId)).toMatchObject({ status: 'ABORTING', abortReason: { code: 'TIMED_OUT' } });
    expect(await harness.publishedEvents(checkoutEvents.PaymentVoidRequestedV1)).not.toContainEqual(
      expect.objectContaining({ checkoutId }),
    );
  });

  it('lets only its buyer see, follow or abort it', async () => {
    const { checkoutId } = await driver.begin();
    expect(await driver.read(checkoutId, stranger)).toBeNull();
    expect(await driver.mutate(stranger, 'checkoutAbort', { checkoutId })).toMatchObject({
      checkout: null,
      userErrors: [{ code: 'CHECKOUT_NOT_FOUND' }],
    });
    const stream = await harness.follow(stranger, 'subscription ($id: ID!) { checkoutProgress(checkoutId: $id) { status } }', {
      id: checkoutId,
    });
    expect(JSON.parse(JSON.stringify(stream))).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    expect(await driver.mutate(buyer, 'checkoutAbort', { checkoutId })).toMatchObject({ checkout: { status: 'ABORTING' }, userErrors: [] });
  });

  it.each([
    [
      'an address without a city',
      { shippingAddress: { name: 'A', line1: 'B', city: '', postalCode: '1', countryCode: 'DE' } },
      'INVALID_ADDRESS',
      ['shippingAddress', 'city'],
    ],
    [
      'an invalid country',
      { shippingAddress: { name: 'A', line1: 'B', city: 'C', postalCode: '1', countryCode: 'de' } },
      'INVALID_ADDRESS',
      ['shippingAddress', 'countryCode'],
    ],
    ['an invalid cart id', { cartId: 'x' }, 'INVALID_CART', ['cartId']],
    ['a negative version', { expectedCartVersion: -1 }, 'INVALID_CART', ['expectedCartVersion']],
    ['an empty token', { paymentMethod: { token: '' } }, 'INVALID_PAYMENT_METHOD', ['paymentMethod', 'token']],
    ['no payment method', { paymentMethod: {} }, 'INVALID_PAYMENT_METHOD', ['paymentMethod', 'token']],
    ['two payment methods', { paymentMethod: { token: 'pm', cashOnDelivery: true } }, 'INVALID_PAYMENT_METHOD', ['paymentMethod']],
    ['an empty key', { idempotencyKey: '' }, 'IDEMPOTENCY_KEY_INVALID', null],
  ])('refuses %s and changes nothing', async (_name, overrides, code, path) => {
    const before = (await harness.publishedEvents(checkoutEvents.CheckoutStartedV1)).length;
    const answer = await harness.graph(buyer, startMutation, { input: startInput(overrides) });
    expect(answer.data).toMatchObject({ checkoutStart: { checkout: null, userErrors: [{ __typename: 'Refused', code, path }] } });
    expect((await harness.publishedEvents(checkoutEvents.CheckoutStartedV1)).length).toBe(before);
  });

  it('keeps names, streets and cards out of events and stored state', async () => {
    await driver.begin();
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
