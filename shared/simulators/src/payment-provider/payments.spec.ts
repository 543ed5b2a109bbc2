import { type Answer, paymentClient, secretKey } from '../spec/payment-client';
import { type PaymentProvider, startPaymentProvider } from './payment-provider';

let provider: PaymentProvider;
const { get, post, hold, capture } = paymentClient(() => provider);

beforeEach(async () => {
  provider = await startPaymentProvider({ port: 0, secretKey });
});
afterEach(() => provider.stop());

describe('a payment', () => {
  it('is held, captured in part and the rest released', async () => {
    const held = await hold({ 'metadata[paymentId]': 'p1' });
    expect(held.status).toBe(200);
    expect(held.body).toMatchObject({
      object: 'payment_intent',
      status: 'requires_capture',
      amount_capturable: 2500,
      metadata: { paymentId: 'p1' },
    });
    expect(provider.ledger()).toMatchObject([{ held: 2500, captured: 0, refunded: 0 }]);
    const captured = await capture(held.body.id, { amount_to_capture: '2000' });
    expect(captured.body).toMatchObject({ status: 'succeeded', amount_received: 2000, amount_capturable: 0 });
    expect(provider.ledger()).toMatchObject([{ held: 0, captured: 2000, refunded: 0 }]);
  });

  it('is created first and confirmed later', async () => {
    const created = await post('payment_intents', { amount: '500', currency: 'jpy' });
    expect(created.body.status).toBe('requires_payment_method');
    const confirmed = await post(`payment_intents/${created.body.id}/confirm`, { payment_method: 'pm_card_visa' });
    expect(confirmed.body).toMatchObject({ status: 'succeeded', amount_received: 500 });
    const again = await post(`payment_intents/${created.body.id}/confirm`);
    expect(again.body.error.code).toBe('payment_intent_unexpected_state');
  });

  it('cannot be captured twice', async () => {
    const { body } = await hold();
    await capture(body.id);
    const again = await capture(body.id);
    expect(again.status).toBe(400);
    expect(again.body.error).toMatchObject({
      type: 'invalid_request_error',
      code: 'payment_intent_unexpected_state',
      payment_intent: { id: body.id },
    });
  });

  it('is cancelled while it is held and not afterwards', async () => {
    const first = await hold();
    const cancelled = await post(`payment_intents/${first.body.id}/cancel`, { cancellation_reason: 'abandoned' });
    expect(cancelled.body).toMatchObject({ status: 'canceled', amount_capturable: 0, cancellation_reason: 'abandoned' });
    const second = await hold();
    await capture(second.body.id);
    expect((await post(`payment_intents/${second.body.id}/cancel`)).body.error.code).toBe('payment_intent_unexpected_state');
  });

  it.each([
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', undefined],
  ])('by %s is declined with 402 and waits for another card', async (card, code, declineCode) => {
    const { status, body } = await hold({ payment_method: card });
    expect(status).toBe(402);
    expect(body.error).toMatchObject({ type: 'card_error', code, payment_intent: { status: 'requires_payment_method' } });
    expect(body.error.decline_code).toBe(declineCode);
    const retried = await post(`payment_intents/${body.error.payment_intent.id}/confirm`, { payment_method: 'pm_card_visa' });
    expect(retried.body.status).toBe('requires_capture');
  });
});

describe('authentication by the bank', () => {
  const ask = async (): Promise<{ id: string; page: string }> => {
    const { body } = await hold({ payment_method: 'pm_card_authenticationRequired', return_url: 'https://shop.test/back?order=7' });
    expect(body.status).toBe('requires_action');
    return { id: body.id, page: body.next_action.redirect_to_url.url };
  };
  const press = (page: string, decision: string): Promise<Response> =>
    fetch(page, { method: 'POST', body: new URLSearchParams({ decision }), redirect: 'manual' });

  it('shows a page and holds the money when the customer completes it', async () => {
    const { id, page } = await ask();
    expect(await (await fetch(page)).text()).toContain('Complete');
    const back = await press(page, 'complete');
    expect(back.status).toBe(303);
    expect(back.headers.get('location')).toMatch(/^https:\/\/shop\.test\/back\?order=7&payment_intent=pi_\w+&.*redirect_status=succeeded$/);
    expect((await get(`payment_intents/${id}`)).body.status).toBe('requires_capture');
  });

  it('leaves the payment without a method when it fails', async () => {
    const { id, page } = await ask();
    expect((await press(page, 'fail')).headers.get('location')).toContain('redirect_status=failed');
    const { body } = await get(`payment_intents/${id}`);
    expect(body).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    });
  });

  it('does not open for a stranger', async () => {
    const { page } = await ask();
    expect((await fetch(page.replace(/client_secret=.*/, 'client_secret=guess'))).status).toBe(404);
  });
});

describe('a refund', () => {
  it('gives back in parts, never more than was captured', async () => {
    const { body } = await hold();
    await capture(body.id);
    const refund = (amount: string): Promise<Answer> => post('refunds', { payment_intent: body.id, amount, 'metadata[refundId]': 'r1' });
    const first = await refund('1000');
    expect(first.body).toMatchObject({ object: 'refund', amount: 1000, status: 'succeeded', metadata: { refundId: 'r1' } });
    expect((await get(`refunds/${first.body.id}`)).body.id).toBe(first.body.id);
    expect((await refund('1501')).body.error).toMatchObject({ code: 'amount_too_large', param: 'amount' });
    await refund('1500');
    expect((await refund('1')).body.error.code).toBe('charge_already_refunded');
    expect(provider.ledger()).toMatchObject([{ captured: 2500, refunded: 2500 }]);
  });

  it('is refused when nothing was captured', async () => {
    const { body } = await hold();
    expect((await post('refunds', { payment_intent: body.id })).body.error.message).toContain('does not have a successful charge');
  });
});
