import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { webhookSignature } from '../signature';
import { eventually, type Inbox, openInbox } from '../spec/inbox';
import { type Carrier, startCarrier } from './carrier';

type Scan = { readonly status: string; readonly sequence: number };
type Body = {
  readonly id: string;
  readonly trackingNumber: string;
  readonly labelUrl: string;
  readonly status: string;
  readonly estimatedDelivery: { readonly from: string; readonly to: string };
  readonly errors: readonly { readonly field: string }[];
  readonly events: readonly Scan[];
};
type Answer = { readonly status: number; readonly body: Body; readonly headers: Headers };
type Options = { readonly key?: string; readonly apiKey?: string; readonly giveUpAfterMs?: number; readonly leaving?: AbortSignal };

const apiKey = 'swiftpost_test';
const secret = 'whsec_swiftpost';
const recipient = { name: 'Ada Byron', line1: 'Hauptstr. 1', city: 'Köln', postalCode: '50667', countryCode: 'DE' };
const order = { reference: 'shipment-1', service: 'STANDARD', recipient, parcels: [{ weightGrams: 1200 }] };
let inbox: Inbox;
let carrier: Carrier;

const call = async (target: string, body?: unknown, options: Options = {}): Promise<Answer> => {
  const [method = '', path = ''] = target.split(' ');
  const response = await fetch(`${carrier.url}${path}`, {
    method,
    headers: { 'X-Api-Key': options.apiKey ?? apiKey, 'Content-Type': 'application/json', 'Idempotency-Key': options.key ?? 'k1' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(options.giveUpAfterMs === undefined ? {} : { signal: AbortSignal.timeout(options.giveUpAfterMs) }),
    ...(options.leaving === undefined ? {} : { signal: options.leaving }),
  });
  return { status: response.status, body: (await response.json()) as Body, headers: response.headers };
};
const book = (change: object = {}, options: Options = {}): Promise<Answer> => call('POST /v1/shipments', { ...order, ...change }, options);
const bookFor = async (line2: string): Promise<string> => (await book({ recipient: { ...recipient, line2 } })).body.trackingNumber;
const events = (): readonly Scan[] => inbox.received.map(({ body }) => JSON.parse(body) as Scan);
const walk = (trackingNumber: string): readonly string[] => {
  const event = carrier.advance(trackingNumber);
  return event === undefined ? [] : [event.status, ...walk(trackingNumber)];
};

beforeEach(async () => {
  inbox = await openInbox('X-Swiftpost-Signature');
  carrier = await startCarrier({ port: 0, apiKey, webhook: { url: inbox.url, secret }, autopilot: false });
});
afterEach(async () => {
  await carrier.stop();
  await inbox.close();
});

describe('booking a shipment', () => {
  it('gives a tracking number, an estimate and a label', async () => {
    const { status, body } = await book();
    expect(status).toBe(201);
    expect(body).toMatchObject({ service: 'STANDARD', trackingNumber: expect.stringMatching(/^SP\d{12}$/) });
    expect(Date.parse(body.estimatedDelivery.to)).toBeGreaterThan(Date.parse(body.estimatedDelivery.from));
    expect((await call(`GET /v1/shipments/${body.id}`)).body).toEqual(body);
    const label = await (await fetch(body.labelUrl)).text();
    expect(label).toContain(body.trackingNumber);
    expect(label).toContain('Hauptstr. 1');
  });

  it('names everything that is wrong at once', async () => {
    const wrong = {
      service: 'FAST',
      recipient: { ...recipient, countryCode: 'germany', city: '' },
      parcels: [{ weightGrams: 1.5 }],
      colour: 'red',
    };
    const { status, body } = await book(wrong);
    expect(status).toBe(422);
    expect(body.errors.map(({ field }) => field).toSorted()).toEqual([
      'colour',
      'parcels[0].weightGrams',
      'recipient.city',
      'recipient.countryCode',
      'service',
    ]);
  });

  it('takes what the courier is to collect, and prints it on the label', async () => {
    const cashOnDelivery = { amount: '30.00', currency: 'USD' };
    const { body } = await book({ cashOnDelivery });
    expect(carrier.shipments()).toMatchObject([{ cashOnDelivery }]);
    expect(await (await fetch(body.labelUrl)).text()).toContain('Collect 30.00 USD');
  });

  it.each([
    ['nothing', { amount: '0.00', currency: 'USD' }, 'cashOnDelivery.amount'],
    ['minor units with a sign', { amount: '-3000', currency: 'USD' }, 'cashOnDelivery.amount'],
    ['no currency', { amount: '30.00' }, 'cashOnDelivery.currency'],
    ['an unknown field', { amount: '30.00', currency: 'USD', tip: 1 }, 'cashOnDelivery.tip'],
    ['a text', '30 USD', 'cashOnDelivery'],
  ])('refuses to collect %s', async (_name, cashOnDelivery, field) => {
    const { status, body } = await book({ cashOnDelivery });
    expect([status, body.errors.map((error) => error.field)]).toEqual([422, [field]]);
  });

  it('refuses a country it does not serve and a stranger', async () => {
    expect((await book({ recipient: { ...recipient, countryCode: 'AQ' } })).body.errors).toMatchObject([
      { field: 'recipient.countryCode' },
    ]);
    expect((await book({}, { apiKey: 'wrong' })).status).toBe(401);
  });

  it('repeats its answer for the same key and refuses another request with it', async () => {
    const first = await book();
    const second = await book();
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect((await book({ reference: 'other' })).status).toBe(409);
    expect(carrier.shipments()).toHaveLength(1);
  });

  it('is undone before the parcel is picked up and not afterwards', async () => {
    const first = (await book()).body;
    expect((await call(`POST /v1/shipments/${first.id}/cancel`)).body.status).toBe('CANCELLED');
    expect(carrier.advance(first.trackingNumber)).toBeUndefined();
    const second = (await book({}, { key: 'k2' })).body;
    carrier.advance(second.trackingNumber);
    expect((await call(`POST /v1/shipments/${second.id}/cancel`)).status).toBe(409);
  });
});

describe('a parcel on its way', () => {
  it('is scanned from the depot to the door, each scan posted in order and signed', async () => {
    const { body } = await book();
    const way = ['PICKED_UP', 'IN_TRANSIT', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED'];
    expect(walk(body.trackingNumber)).toEqual(way);
    await eventually('five webhooks', () => inbox.received.length === 5);
    expect(events().map(({ status }) => status)).toEqual(way);
    expect(events().map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
    const [first] = inbox.received;
    const [, time = ''] = /^t=(\d+),/.exec(first?.signature ?? '') ?? [];
    expect(first?.signature).toBe(webhookSignature(secret, first?.body ?? '', Number(time)));
    const tracked = await call(`GET /v1/tracking/${body.trackingNumber}`);
    expect(tracked.body).toMatchObject({ status: 'DELIVERED', shipmentId: body.id });
    expect(tracked.body.events).toEqual(events());
  });

  it('moves by itself', async () => {
    await carrier.stop();
    carrier = await startCarrier({ port: 0, apiKey, webhook: { url: inbox.url, secret }, stepMs: 20 });
    await book();
    await eventually('the parcel is delivered', () => events().at(-1)?.status === 'DELIVERED');
  });

  it('is tried a second time, or lost', async () => {
    expect(walk(await bookFor('FAIL_FIRST_ATTEMPT')).slice(3)).toEqual([
      'OUT_FOR_DELIVERY',
      'DELIVERY_ATTEMPTED',
      'OUT_FOR_DELIVERY',
      'DELIVERED',
    ]);
    const lost = await book({ recipient: { ...recipient, name: 'LOST' } }, { key: 'k2' });
    expect(walk(lost.body.trackingNumber)).toEqual(['PICKED_UP', 'IN_TRANSIT', 'LOST']);
  });

  it('can be reported out of order', async () => {
    walk(await bookFor('OUT_OF_ORDER'));
    await eventually('five webhooks', () => inbox.received.length === 5);
    expect(events().map(({ sequence }) => sequence)).toEqual([2, 1, 4, 3, 5]);
  });

  it('can be reported twice', async () => {
    carrier.advance(await bookFor('DUPLICATE'));
    await eventually('two webhooks', () => inbox.received.length === 2);
    expect(inbox.received[0]?.body).toBe(inbox.received[1]?.body);
  });

  it('is reported until the webhook accepts it', async () => {
    inbox.answer(500);
    carrier.advance((await book()).body.trackingNumber);
    await eventually('a second attempt', () => inbox.received.length >= 2);
    inbox.answer(204);
    await eventually('the scan is accepted', () => carrier.pendingWebhooks() === 0);
  });
});

describe('a bad day', () => {
  it('answers with an error and has done nothing', async () => {
    carrier.failNext(1, 503);
    expect((await book()).status).toBe(503);
    expect(carrier.shipments()).toHaveLength(0);
    expect((await book()).status).toBe(201);
  });

  it('hangs', async () => {
    carrier.hang(true);
    await expect(book({}, { giveUpAfterMs: 150 })).rejects.toThrow();
    carrier.hang(false);
    expect(carrier.shipments()).toHaveLength(0);
  });

  it('loses an answer, which the same key brings back', async () => {
    carrier.loseNextAnswers(1);
    const leaving = new AbortController();
    const lost = expect(book({}, { leaving: leaving.signal })).rejects.toThrow();
    await eventually('the shipment is booked', () => carrier.shipments().length === 1);
    leaving.abort();
    await lost;
    expect((await book()).status).toBe(201);
    expect(carrier.shipments()).toHaveLength(1);
  });
});

it('posts pending updates after a restart, in order', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'carrier-'));
  const options = { port: 0, apiKey, autopilot: false, webhook: { url: inbox.url, secret }, stateFile: join(folder, 'state.json') };
  try {
    await carrier.stop();
    carrier = await startCarrier(options);
    inbox.answer(500);
    walk((await book()).body.trackingNumber);
    await carrier.stop();
    inbox.answer(200);
    inbox.received.length = 0;
    carrier = await startCarrier(options);
    await eventually('five webhooks', () => inbox.received.length === 5);
    expect(events().map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('goes on after a restart when a state file is given', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'carrier-'));
  const options = { port: 0, apiKey, autopilot: false, stateFile: join(folder, 'state.json') };
  try {
    await carrier.stop();
    carrier = await startCarrier(options);
    const { body } = await book();
    carrier.advance(body.trackingNumber);
    await carrier.stop();
    carrier = await startCarrier(options);
    expect((await book()).body.id).toBe(body.id);
    expect(carrier.advance(body.trackingNumber)?.sequence).toBe(2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
