import { connectBroker, createLog, newId, now, startContext } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { checkoutEvents, subjectOf, type Envelope } from '@marketplace/schema';
import { eventually } from '@marketplace/testing';
import { inMinutes, marketplace } from './inventory.fixtures';
import { context } from './main';

const connections = 8;

type Arrival = { readonly checkoutId: string; readonly seq: number };

/** All buyers request one unit at the same time, over several connections. The broker's order is the order of arrival. */
const rush = async (harness: ContextHarness, variantId: string, buyers: number): Promise<readonly Arrival[]> => {
  const expiresAt = inMinutes(15);
  const subject = subjectOf(checkoutEvents.StockReservationRequestedV1);
  const brokers = await Promise.all(
    Array.from({ length: connections }, () => connectBroker(harness.brokerUrl, 'buyers', createLog('buyers', 'silent'))),
  );
  const request = async (n: number): Promise<Arrival> => {
    const checkoutId = newId();
    const event: Envelope = {
      id: newId(),
      type: 'StockReservationRequested',
      version: 1,
      context: 'checkout',
      aggregate: { type: 'Checkout', id: checkoutId, version: 4 },
      occurredAt: now(),
      correlationId: checkoutId,
      actor: 'system:test',
      data: { checkoutId, reservationId: checkoutId, countryCode: 'DE', expiresAt, lines: [{ variantId, quantity: 1 }] },
    };
    const { id } = event;
    const sent = await brokers[n % connections]?.publish({ subject, id, aggregateId: checkoutId, payload: JSON.stringify(event) });
    if (sent === undefined) throw new Error('the event was not published');
    return { checkoutId, seq: sent.seq };
  };
  const arrivals = await Promise.all(Array.from({ length: buyers }, (_, n) => request(n)));
  await Promise.all(brokers.map((broker) => broker.close()));
  return arrivals.toSorted((a, b) => a.seq - b.seq);
};

describe('a hot variant', () => {
  let harness: ContextHarness;
  let market: ReturnType<typeof marketplace>;
  beforeAll(async () => {
    harness = await contextHarness(context);
    market = marketplace(harness);
  });
  afterAll(() => harness.stop());

  const answered = async (arrivals: readonly Arrival[]): Promise<ReadonlySet<string>> => {
    const ids = arrivals.map(({ checkoutId }) => checkoutId);
    const rows = await eventually(
      async () => {
        const found = await harness.running.db.query<{ id: string; status: string }>(
          'SELECT id, status FROM stock_reservations WHERE id = ANY ($1::uuid[])',
          [ids],
        );
        return found.length === ids.length && found;
      },
      { waitingFor: 'all requests to be answered', every: 100 },
    );
    return new Set(rows.filter(({ status }) => status === 'RESERVED').map(({ id }) => id));
  };

  it('is sold to the first buyers, to the last unit and no further, when five thousand want one', async () => {
    const variantId = await market.stocked({ 'DE-1': 1_200, 'CN-1': 300 });
    const arrivals = await rush(harness, variantId, 5_000);
    const winners = await answered(arrivals);
    const { db } = harness.running;
    expect(winners.size).toBe(1_500);
    expect(arrivals.slice(0, 1_500).filter(({ checkoutId }) => !winners.has(checkoutId))).toEqual([]);
    expect(await market.stockOf(variantId)).toEqual({ onHand: 1_500, reserved: 1_500 });
    const answers = await db.query<{ event_type: string; count: number }>(
      `SELECT event_type, count(*)::int AS count FROM outbox_events WHERE aggregate_type = 'Reservation' GROUP BY event_type ORDER BY event_type`,
    );
    expect(answers).toEqual([
      { event_type: 'StockRejected', count: 3_500 },
      { event_type: 'StockReserved', count: 1_500 },
    ]);
    expect(await harness.running.jobs.runNow('reconcile-stock')).toBe(0);
    expect(await db.query('SELECT 1 FROM dead_letters')).toEqual([]);
  });

  it('is not oversold by two processes that serve the same rush', async () => {
    const { database, brokerUrl, broker, running } = harness;
    const replica = await startContext(context, {
      environment: {
        DATABASE_URL: database.url,
        NATS_URL: brokerUrl,
        IDENTITY_KEY: 'test-identity-key-of-at-least-32-characters',
        SEALING_KEY: Buffer.alloc(32).toString('base64'),
        DATABASE_POOL_SIZE: 5,
        LOG_LEVEL: 'silent',
      },
      variables: {},
      broker,
    });
    const variantId = await market.stocked({ 'DE-1': 200, 'FR-1': 100 });
    const winners = await answered(await rush(harness, variantId, 1_000));
    expect(winners.size).toBe(300);
    expect(await market.stockOf(variantId)).toEqual({ onHand: 300, reserved: 300 });
    expect(await running.jobs.runNow('reconcile-stock')).toBe(0);
    expect(await running.db.query('SELECT 1 FROM dead_letters')).toEqual([]);
    await replica.stop();
  });
});
