import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paymentClient, secretKey } from '../spec/payment-client';
import { type PaymentProvider, startPaymentProvider } from './payment-provider';

let provider: PaymentProvider;
const { get, post, hold, capture } = paymentClient(() => provider);

beforeEach(async () => {
  provider = await startPaymentProvider({ port: 0, secretKey });
});
afterEach(() => provider.stop());

describe('reconciliation', () => {
  it('lists payments newest first, a page at a time', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) ids.unshift((await hold()).body.id);
    const first = await get('payment_intents', { limit: '2' });
    expect(first.body).toMatchObject({ object: 'list', has_more: true });
    expect(first.body.data.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const rest = await get('payment_intents', { limit: '2', starting_after: ids[1] ?? '', 'expand[]': 'data.latest_charge' });
    expect(rest.body).toMatchObject({ has_more: false, data: [{ id: ids[2], latest_charge: { object: 'charge' } }] });
  });

  it('lists what moved on the account with its fees', async () => {
    const { body } = await hold({ amount: '10000' });
    const captured = await capture(body.id);
    await post('refunds', { payment_intent: body.id, amount: '400' });
    const all = await get('balance_transactions');
    expect(all.body.data).toMatchObject([
      { type: 'refund', amount: -400, fee: 0, net: -400 },
      { type: 'charge', amount: 10000, fee: 320, net: 9680, source: captured.body.latest_charge },
    ]);
    expect((await get('balance_transactions', { type: 'refund' })).body.data).toHaveLength(1);
  });
});

describe('a restart', () => {
  it('keeps payments and keys when a state file is given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'provider-'));
    const stateFile = join(folder, 'state.json');
    const first = provider;
    try {
      provider = await startPaymentProvider({ port: 0, secretKey, stateFile });
      const held = await hold({}, { key: 'k1' });
      await provider.stop();
      provider = await startPaymentProvider({ port: 0, secretKey, stateFile });
      expect((await hold({}, { key: 'k1' })).body.id).toBe(held.body.id);
      expect((await capture(held.body.id)).body.status).toBe('succeeded');
    } finally {
      await first.stop();
      rmSync(folder, { recursive: true });
    }
  });
});
