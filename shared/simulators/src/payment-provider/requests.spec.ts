import { eventually } from '../spec/inbox';
import { paymentClient, secretKey } from '../spec/payment-client';
import { type PaymentProvider, startPaymentProvider } from './payment-provider';

let provider: PaymentProvider;
const { get, post, hold, capture } = paymentClient(() => provider);

beforeEach(async () => {
  provider = await startPaymentProvider({ port: 0, secretKey });
});
afterEach(() => provider.stop());

describe('a request', () => {
  it.each([
    { what: 'an unknown parameter', form: { colour: 'red' }, error: { code: 'parameter_unknown', param: 'colour' } },
    { what: 'an amount that is no integer', form: { amount: '12.5' }, error: { code: 'parameter_invalid_integer', param: 'amount' } },
    { what: 'an amount of nothing', form: { amount: '0' }, error: { code: 'parameter_invalid_integer', param: 'amount' } },
    { what: 'an amount of nine digits', form: { amount: '100000000' }, error: { code: 'amount_too_large', param: 'amount' } },
    { what: 'a currency in upper case', form: { currency: 'EUR' }, error: { param: 'currency' } },
    {
      what: 'fils that no network settles',
      form: { currency: 'kwd', amount: '1001' },
      error: { code: 'invalid_charge_amount', param: 'amount' },
    },
    {
      what: 'an unknown payment method',
      form: { payment_method: 'pm_nobody' },
      error: { code: 'resource_missing', param: 'payment_method' },
    },
  ])('with $what is refused', async ({ form, error }) => {
    const { status, body } = await hold({ ...form });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ type: 'invalid_request_error', ...error });
    expect(provider.intents()).toHaveLength(0);
  });

  it('with a wrong secret key is refused with 401', async () => {
    const { status, body } = await hold({}, { token: 'sk_test_wrong' });
    expect(status).toBe(401);
    expect(body.error).toMatchObject({ type: 'invalid_request_error', message: expect.stringContaining('Invalid API Key') });
  });

  it('for a payment that does not exist is answered 404', async () => {
    const { status, body } = await get('payment_intents/pi_none');
    expect(status).toBe(404);
    expect(body.error.code).toBe('resource_missing');
  });
});

describe('an idempotency key', () => {
  it('replays status and body, also of a declined payment', async () => {
    const first = await hold({ payment_method: 'pm_card_chargeDeclined' }, { key: 'k1' });
    const second = await hold({ payment_method: 'pm_card_chargeDeclined' }, { key: 'k1' });
    expect(second.status).toBe(402);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(provider.intents()).toHaveLength(1);
  });

  it('refuses other parameters, and stays free after a wrong request', async () => {
    await hold({}, { key: 'k1' });
    const other = await hold({ amount: '1' }, { key: 'k1' });
    expect(other.status).toBe(400);
    expect(other.body.error.type).toBe('idempotency_error');
    await hold({ amount: 'x' }, { key: 'k2' });
    expect((await hold({}, { key: 'k2' })).status).toBe(200);
  });

  it('is busy while its first request runs', async () => {
    provider.failNext('create', 'slow');
    const first = hold({}, { key: 'k1' });
    await eventually('the first request runs', () => provider.intents().length === 1);
    const second = await hold({}, { key: 'k1' });
    expect(second.status).toBe(409);
    expect(second.body.error.code).toBe('idempotency_key_in_use');
    expect((await first).status).toBe(200);
  });
});

describe('trouble on the way', () => {
  it('after a timeout the payment exists and the same key returns its result', async () => {
    const leaving = new AbortController();
    const unanswered = expect(hold({ payment_method: 'pm_sim_timeout' }, { key: 'k1', leaving: leaving.signal })).rejects.toThrow();
    await eventually('the payment is there', () => provider.ledger()[0]?.held === 2500);
    leaving.abort();
    await unanswered;
    const retried = await hold({ payment_method: 'pm_sim_timeout' }, { key: 'k1' });
    expect(retried.body.status).toBe('requires_capture');
    expect(provider.intents()).toHaveLength(1);
  });

  it('after a hang there is no payment', async () => {
    await expect(hold({ payment_method: 'pm_sim_hang' }, { key: 'k1', giveUpAfterMs: 150 })).rejects.toThrow();
    expect(provider.intents()).toHaveLength(0);
  });

  it('an error before the work lets the same key try again', async () => {
    const first = await hold({ payment_method: 'pm_sim_error_500_once' }, { key: 'k1' });
    expect(first.status).toBe(500);
    expect(first.headers.get('stripe-should-retry')).toBe('true');
    expect((await hold({ payment_method: 'pm_sim_error_500_once' }, { key: 'k1' })).status).toBe(200);
  });

  it('an error after the work is the answer of that key for ever', async () => {
    await hold({ payment_method: 'pm_sim_error_500_saved' }, { key: 'k1' });
    const again = await hold({ payment_method: 'pm_sim_error_500_saved' }, { key: 'k1' });
    expect(again.status).toBe(500);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(provider.ledger()).toMatchObject([{ held: 2500 }]);
  });

  it('a capture can fail once', async () => {
    const { body } = await hold({ payment_method: 'pm_sim_captureFails_once' });
    expect((await capture(body.id, {}, { key: 'c1' })).status).toBe(500);
    expect((await capture(body.id, {}, { key: 'c1' })).body.status).toBe('succeeded');
  });

  it('a connection can break after the refund is done', async () => {
    const { body } = await hold();
    await capture(body.id);
    provider.failNext('refund', 'break');
    await expect(post('refunds', { payment_intent: body.id }, { key: 'r1' })).rejects.toThrow();
    expect((await post('refunds', { payment_intent: body.id }, { key: 'r1' })).body.amount).toBe(2500);
    expect(provider.ledger()).toMatchObject([{ refunded: 2500 }]);
  });
});
