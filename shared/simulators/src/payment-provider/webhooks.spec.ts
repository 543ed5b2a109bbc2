import { webhookSignature } from '../signature';
import { eventually, type Inbox, openInbox } from '../spec/inbox';
import { paymentClient, secretKey } from '../spec/payment-client';
import { type PaymentProvider, startPaymentProvider } from './payment-provider';

const secret = 'whsec_simulator';
let inbox: Inbox;
let provider: PaymentProvider;
const { post, hold, capture } = paymentClient(() => provider);

const eventIn = (body = ''): { readonly type: string } => JSON.parse(body) as { readonly type: string };
const types = (): readonly string[] => inbox.received.map(({ body }) => eventIn(body).type);
const arrived = (count: number): Promise<void> => eventually(`${count} webhooks`, () => inbox.received.length >= count);

beforeEach(async () => {
  inbox = await openInbox('Stripe-Signature');
  provider = await startPaymentProvider({ port: 0, secretKey, webhook: { url: inbox.url, secret } });
});
afterEach(async () => {
  await provider.stop();
  await inbox.close();
});

it('reports every state of a payment as an event', async () => {
  const { id } = (await hold()).body;
  await arrived(1);
  await capture(id);
  await arrived(2);
  await post('refunds', { payment_intent: id });
  await arrived(3);
  await post(`payment_intents/${(await hold()).body.id}/cancel`);
  await hold({ payment_method: 'pm_card_chargeDeclined' });
  await arrived(6);
  expect(types().slice(0, 3)).toEqual(['payment_intent.amount_capturable_updated', 'payment_intent.succeeded', 'charge.refunded']);
  expect([...types()].slice(3).sort()).toEqual([
    'payment_intent.amount_capturable_updated',
    'payment_intent.canceled',
    'payment_intent.payment_failed',
  ]);
  const refunded = eventIn(inbox.received[2]?.body);
  expect(refunded).toMatchObject({
    object: 'event',
    livemode: false,
    data: { object: { object: 'charge', payment_intent: id, amount_refunded: 2500 } },
  });
});

it('signs the raw body with the time', async () => {
  await hold();
  await arrived(1);
  const [first] = inbox.received;
  const [, time = ''] = /^t=(\d+),v1=[0-9a-f]{64}$/.exec(first?.signature ?? '') ?? [];
  expect(first?.signature).toBe(webhookSignature(secret, first?.body ?? '', Number(time)));
});

it('repeats an event until it is accepted', async () => {
  inbox.answer(503);
  await hold();
  await arrived(2);
  expect(provider.pendingWebhooks()).toBe(1);
  inbox.answer(200);
  await eventually('the event is accepted', () => provider.pendingWebhooks() === 0);
  expect(new Set(inbox.received.map(({ body }) => body)).size).toBe(1);
});

it('posts every event twice on demand', async () => {
  provider.duplicateWebhooks(true);
  await hold();
  await arrived(2);
  expect(inbox.received[0]?.body).toBe(inbox.received[1]?.body);
});
