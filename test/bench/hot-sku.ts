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

/** Hears every answer of inventory, until there are as many as were asked for. */
const listen = async (broker: Broker, expected: number) => {
  const answered = new Map<string, Outcome>();
  let finish: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const hear = (contract: typeof inventoryEvents.StockReservedV1 | typeof inventoryEvents.StockRejectedV1, outcome: Outcome) =>
    broker.connection.subscribe(subjectOf(contract), {
      callback: (_error, message) => {
        answered.set(message.json<{ data: { checkoutId: string } }>().data.checkoutId, outcome);
        if (answered.size === expected) finish();
      },
    });
  hear(inventoryEvents.StockReservedV1, 'reserved');
  hear(inventoryEvents.StockRejectedV1, 'rejected');
  await broker.connection.flush();
  return { answered, all };
};

/**
 * Asks inventory for one piece of a variant each, many times at once and over several connections, as the checkouts of a
 * flash sale do; of more requests than units, those that came first must win.
 */
export const hotSku = async (natsUrl: string, goods: Goods, { requests, units }: { readonly requests: number; readonly units: number }) => {
  const log = createLog('bench', 'error');
  const brokers = await Promise.all(Array.from({ length: 4 }, () => connectBroker(natsUrl, 'bench', log)));
  const [ear] = brokers;
  if (ear === undefined) throw new Error('there is no connection');
  const { answered, all } = await listen(ear, requests);
  const asked = Array.from({ length: requests }, () => requestFor(goods));
  const started = performance.now();
  const places = await Promise.all(
    asked.map(async (data, position) => {
      const { seq } = await (brokers[position % brokers.length] ?? ear).publish(messageOf(data));
      return { id: data.checkoutId, seq };
    }),
  );
  await all;
  const seconds = (performance.now() - started) / 1_000;
  await Promise.all(brokers.map((broker) => broker.close()));
  const inOrder = [...places].sort((a, b) => a.seq - b.seq).map(({ id }) => answered.get(id));
  const reserved = inOrder.filter((outcome) => outcome === 'reserved').length;
  const passedOver = inOrder.slice(0, units).filter((outcome) => outcome === 'rejected').length;
  if (reserved !== units || passedOver > 0)
    throw new Error(`of ${units.toString()} units ${reserved.toString()} were reserved, ${passedOver.toString()} early requests lost`);
  return { requests, units, reserved, seconds, 'decided/s': requests / seconds };
};
