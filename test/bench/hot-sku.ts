import { randomUUID } from 'node:crypto';
import { connectBroker, createLog, type Broker } from '@marketplace/platform';
import { checkoutEvents, inventoryEvents, subjectOf, type DataOf } from '@marketplace/schema';
import type { Goods } from '../journeys/support/shop';

type BrokerMessage = Parameters<Broker['publish']>[0];
type Request = DataOf<typeof checkoutEvents.StockReservationRequestedV1>;

const { StockReservationRequestedV1: Requested } = checkoutEvents;

const requestFor = (goods: Goods): Request => {
  const checkoutId = randomUUID();
  const expiresAt = new Date(Date.now() + 1_800_000).toISOString();
  return { checkoutId, reservationId: checkoutId, countryCode: 'DE', expiresAt, lines: [{ variantId: goods.variantId, quantity: 1 }] };
};

const messageOf = (data: Request): BrokerMessage => ({
  subject: subjectOf(Requested),
  id: data.checkoutId,
  aggregateId: data.checkoutId,
  version: 1,
  payload: JSON.stringify({
    id: randomUUID(),
    type: Requested.type,
    version: Requested.version,
    context: Requested.context,
    aggregate: { type: Requested.aggregate, id: data.checkoutId, version: 1 },
    occurredAt: new Date().toISOString(),
    correlationId: data.checkoutId,
    actor: 'system:bench',
    data,
  }),
});

type Outcome = 'reserved' | 'rejected';

/** Receives all replies of inventory, until the requested number has arrived. */
const listen = async (broker: Broker, expected: number) => {
  const answered = new Map<string, Outcome>();
  let finish: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const count = (contract: typeof inventoryEvents.StockReservedV1 | typeof inventoryEvents.StockRejectedV1, outcome: Outcome) =>
    broker.connection.subscribe(subjectOf(contract), {
      callback: (_error, message) => {
        answered.set(message.json<{ data: { checkoutId: string } }>().data.checkoutId, outcome);
        if (answered.size === expected) finish();
      },
    });
  count(inventoryEvents.StockReservedV1, 'reserved');
  count(inventoryEvents.StockRejectedV1, 'rejected');
  await broker.connection.flush();
  return { answered, all };
};

/**
 * Requests one unit of a variant from inventory many times concurrently over several connections, as the checkouts of a flash sale do. If
 * there are more requests than units, the earliest must succeed.
 */
export const hotSku = async (natsUrl: string, goods: Goods, { requests, units }: { readonly requests: number; readonly units: number }) => {
  const log = createLog('bench', 'error');
  const brokers = await Promise.all(Array.from({ length: 4 }, () => connectBroker(natsUrl, 'bench', log)));
  const [subscriber] = brokers;
  if (subscriber === undefined) throw new Error('no connection');
  const { answered, all } = await listen(subscriber, requests);
  const asked = Array.from({ length: requests }, () => requestFor(goods));
  const started = performance.now();
  const places = await Promise.all(
    asked.map(async (data, position) => {
      const { seq } = await (brokers[position % brokers.length] ?? subscriber).publish(messageOf(data));
      return { id: data.checkoutId, seq };
    }),
  );
  await all;
  const seconds = (performance.now() - started) / 1_000;
  await Promise.all(brokers.map((broker) => broker.close()));
  const inOrder = [...places].sort((a, b) => a.seq - b.seq).map(({ id }) => answered.get(id));
  const reserved = inOrder.filter((outcome) => outcome === 'reserved').length;
  const overtaken = inOrder.slice(0, units).filter((outcome) => outcome === 'rejected').length;
  if (reserved !== units || overtaken > 0)
    throw new Error(`of ${units.toString()} units ${reserved.toString()} were reserved, ${overtaken.toString()} early requests lost`);
  return { requests, units, reserved, seconds, 'decided/s': requests / seconds };
};
