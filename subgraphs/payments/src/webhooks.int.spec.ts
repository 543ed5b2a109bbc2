import { serveContext, type Service } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { paymentsEvents } from '@marketplace/schema';
import { startPaymentProvider, webhookSignature, type PaymentProvider } from '@marketplace/simulators';
import { eventually } from '@marketplace/testing';
import { statusOf, storedPayment, stateFromHistory } from './adapters/postgres/stored-payments.fixtures';
import { context } from './main';
import { aCheckout, balances, secretKey, webhookPath, webhookSecret, type Checkout } from './payments.fixtures';

let provider: PaymentProvider;
let harness: ContextHarness;
let service: Service;

beforeAll(async () => {
  provider = await startPaymentProvider({ port: 0, secretKey });
  harness = await contextHarness(context, {
    variables: { STRIPE_BASE_URL: provider.url, STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret },
  });
  await harness.pauseJobs('lost-confirmations');
  service = await serveContext(harness.running, '127.0.0.1', 0);
  provider.setWebhook(`http://127.0.0.1:${service.port.toString()}${webhookPath}`, webhookSecret);
  provider.duplicateWebhooks(true);
});

afterAll(async () => {
  await service.close();
  await harness.stop();
  await provider.stop();
});

const of = (checkout: Checkout) => (data: { paymentId: string }) => data.paymentId === checkout.paymentId;
const atProvider = (checkout: Checkout) => provider.ledger().filter((line) => line.metadata['payment_id'] === checkout.paymentId);
const threeDSecure = 'pm_card_authenticationRequired';

const atTheBank = async (): Promise<{ checkout: Checkout; url: string }> => {
  const checkout = aCheckout(harness, threeDSecure);
  await checkout.request();
  const { url } = await harness.waitForEvent(paymentsEvents.PaymentActionRequiredV1, of(checkout));
  return { checkout, url };
};

const answer = (url: string, decision: 'complete' | 'fail') =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ decision }), redirect: 'manual' });

/** A webhook event of the provider about a payment of ours. */
const intentEvent = (checkout: Checkout, status: string, id = `evt_${checkout.paymentId}_${status}`): string => {
  const known = provider.intents().find((intent) => intent.metadata['payment_id'] === checkout.paymentId);
  const object = {
    id: known?.id ?? `pi_${checkout.paymentId.replaceAll('-', '')}`,
    status,
    currency: 'usd',
    amount_received: status === 'succeeded' ? 15_500 : 0,
    latest_charge: `ch_${checkout.paymentId}`,
    last_payment_error: null,
    next_action: null,
    metadata: { payment_id: checkout.paymentId },
  };
  const type = status === 'succeeded' ? 'payment_intent.succeeded' : 'payment_intent.amount_capturable_updated';
  return JSON.stringify({ id, type, data: { object } });
};

const post = (body: string, signature: string) =>
  harness.running.transport.webhook({
    method: 'POST',
    path: 'stripe',
    query: new URLSearchParams(),
    headers: { 'stripe-signature': signature },
    rawBody: Buffer.from(body),
  });

const seconds = (): number => Math.floor(Date.now() / 1_000);
const signed = (body: string): string => webhookSignature(webhookSecret, body, seconds());

describe('a buyer who has to confirm at the bank', () => {
  it('confirms, and the payment is authorised once', async () => {
    const { checkout, url } = await atTheBank();
    await answer(url, 'complete');
    await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, of(checkout));
    await checkout.capture();
    await harness.waitForEvent(paymentsEvents.PaymentCapturedV1, of(checkout));
    await eventually(() => provider.pendingWebhooks() === 0, { waitingFor: 'every webhook event to be delivered' });
    expect((await harness.publishedEvents(paymentsEvents.PaymentAuthorizedV1)).filter(of(checkout))).toHaveLength(1);
    expect((await harness.publishedEvents(paymentsEvents.PaymentCapturedV1)).filter(of(checkout))).toHaveLength(1);
  });

  it('does not confirm, and the payment fails', async () => {
    const { checkout, url } = await atTheBank();
    await answer(url, 'fail');
    expect(await harness.waitForEvent(paymentsEvents.PaymentFailedV1, of(checkout))).toMatchObject({
      code: 'payment_intent_authentication_failure',
    });
  });

  it('confirms too late, after the payment was voided', async () => {
    const { checkout, url } = await atTheBank();
    await checkout.requestVoid();
    await harness.waitForEvent(paymentsEvents.PaymentVoidedV1, of(checkout));
    await answer(url, 'complete');
    expect(atProvider(checkout)).toEqual([expect.objectContaining({ status: 'canceled', held: 0, captured: 0 })]);
  });
});

describe('a confirmation whose webhook event was lost', () => {
  afterEach(() => {
    provider.setWebhook(`http://127.0.0.1:${service.port.toString()}${webhookPath}`, webhookSecret);
  });

  const silently = async (decision: 'complete' | 'fail'): Promise<Checkout> => {
    const { checkout, url } = await atTheBank();
    provider.setWebhook('http://127.0.0.1:9/nowhere', webhookSecret);
    await answer(url, decision);
    return checkout;
  };
  const minutePasses = async (checkout: Checkout): Promise<void> => {
    await harness.running.db.query(`UPDATE payment_intents SET updated_at = updated_at - interval '61 seconds' WHERE id = $1`, [
      checkout.paymentId,
    ]);
    await harness.running.jobs.runNow('lost-confirmations');
  };

  it('is found by querying the provider after a minute', async () => {
    const checkout = await silently('complete');
    await harness.running.jobs.runNow('lost-confirmations');
    expect(await statusOf(harness, checkout)).toBe('ACTION_REQUIRED');
    await minutePasses(checkout);
    await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, of(checkout));
    expect((await harness.publishedEvents(paymentsEvents.PaymentAuthorizedV1)).filter(of(checkout))).toHaveLength(1);
  });

  it('can be a decline', async () => {
    const checkout = await silently('fail');
    await minutePasses(checkout);
    await harness.waitForEvent(paymentsEvents.PaymentFailedV1, of(checkout));
  });

  it('is queried once a minute until the buyer decides', async () => {
    const { checkout } = await atTheBank();
    await minutePasses(checkout);
    await harness.running.jobs.runNow('lost-confirmations');
    const [row] = await harness.running.db.query<{ asked: boolean }>(
      'SELECT checked_at IS NOT NULL AS asked FROM payment_intents WHERE id = $1',
      [checkout.paymentId],
    );
    expect(row).toEqual({ asked: true });
    expect(await statusOf(harness, checkout)).toBe('ACTION_REQUIRED');
  });
});

describe('a success that arrives after the void', () => {
  const voided = async (): Promise<Checkout> => {
    const checkout = aCheckout(harness);
    await checkout.request();
    await harness.waitForEvent(paymentsEvents.PaymentAuthorizedV1, of(checkout));
    await checkout.requestVoid();
    await harness.waitForEvent(paymentsEvents.PaymentVoidedV1, of(checkout));
    return checkout;
  };

  it('is voided again', async () => {
    const checkout = await voided();
    const body = intentEvent(checkout, 'requires_capture');
    expect(await post(body, signed(body))).toMatchObject({ status: 200 });
    const { state } = await storedPayment(harness, checkout);
    expect(state).toMatchObject({ status: 'VOIDED', hold: { kind: 'nothing' } });
    expect(await stateFromHistory(harness, checkout)).toEqual(state);
    const lines = await harness.running.db.query<{ event_type: string }>(
      'SELECT event_type FROM history WHERE aggregate_id = $1 ORDER BY version',
      [checkout.paymentId],
    );
    expect(lines.map((line) => line.event_type).slice(-2)).toEqual(['HoldFound', 'HoldReleased']);
    // A redelivery of the same event is ignored.
    await post(body, signed(body));
    expect((await storedPayment(harness, checkout)).version).toBe(lines.length);
  });

  it('is refunded when the money was captured, and the ledger shows both', async () => {
    const { checkout, url } = await atTheBank();
    await answer(url, 'fail');
    await harness.waitForEvent(paymentsEvents.PaymentFailedV1, of(checkout));
    const reference = provider.intents().find((intent) => intent.metadata['payment_id'] === checkout.paymentId)?.id ?? '';
    const postToProvider = (path: string, form: Record<string, string>) =>
      fetch(`${provider.url}/v1/payment_intents/${reference}/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secretKey}` },
        body: new URLSearchParams(form),
      });
    // The money is captured at the provider, and the webhook events arrive late.
    provider.setWebhook('http://127.0.0.1:9/nowhere', webhookSecret);
    await postToProvider('confirm', { payment_method: 'pm_card_visa' });
    await postToProvider('capture', {});
    provider.setWebhook(`http://127.0.0.1:${service.port.toString()}${webhookPath}`, webhookSecret);
    await eventually(() => atProvider(checkout)[0]?.refunded === 15_500, { waitingFor: 'the refund' });
    await eventually(async () => (await storedPayment(harness, checkout)).nextAttemptAt === undefined, {
      waitingFor: 'no pending calls',
    });
    const kinds = await harness.running.db.query<{ kind: string }>(
      'SELECT kind FROM ledger_transactions WHERE reference_id = $1 ORDER BY kind',
      [checkout.paymentId],
    );
    expect(kinds.map((row) => row.kind)).toEqual(['late-capture', 'late-capture-return']);
    expect(await balances(harness, checkout)).toEqual({});
    expect((await storedPayment(harness, checkout)).state).toMatchObject({ status: 'FAILED', hold: { kind: 'returned' } });
    expect(await stateFromHistory(harness, checkout)).toEqual((await storedPayment(harness, checkout)).state);
  });
});

describe('a webhook event', () => {
  it.each([
    ['without a signature', () => ''],
    ['signed with another secret', (body: string) => webhookSignature('whsec_other', body, seconds())],
    ['signed for another body', () => signed('{}')],
    ['signed six minutes ago', (body: string) => webhookSignature(webhookSecret, body, seconds() - 360)],
    ['signed in the future', (body: string) => webhookSignature(webhookSecret, body, seconds() + 360)],
    ['with nonsense for a signature', () => 't=abc,v1=zz'],
  ])('%s is refused and changes nothing', async (_, sign) => {
    const { checkout } = await atTheBank();
    const body = intentEvent(checkout, 'requires_capture');
    expect(await post(body, sign(body))).toMatchObject({ status: 400 });
    expect(await statusOf(harness, checkout)).toBe('ACTION_REQUIRED');
  });

  it('is accepted with one valid signature of several, as during a change of the secret', async () => {
    const { checkout } = await atTheBank();
    const body = intentEvent(checkout, 'requires_capture');
    const [time, good] = signed(body).split(',');
    expect(await post(body, [time, `v1=${'0'.repeat(64)}`, good].join(','))).toMatchObject({ status: 200 });
    expect(await statusOf(harness, checkout)).toBe('AUTHORIZED');
  });

  it('that is not JSON is refused', async () => expect(await post('{', signed('{'))).toMatchObject({ status: 400 }));

  it('about an unknown payment is accepted and ignored', async () => {
    const body = intentEvent(aCheckout(harness), 'requires_capture');
    expect(await post(body, signed(body))).toMatchObject({ status: 200 });
  });

  it('of a capture that arrives before the authorisation changes nothing', async () => {
    const { checkout } = await atTheBank();
    const body = intentEvent(checkout, 'succeeded');
    await post(body, signed(body));
    expect(await statusOf(harness, checkout)).toBe('ACTION_REQUIRED');
  });
});
