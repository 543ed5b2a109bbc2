import type { Cause } from '@marketplace/kernel';
import type { Envelope } from '@marketplace/schema';
import type { OrderUpdate } from '../domain/order-updates';
import { wholeHistory, type EventReader, type ReadModel, type ReplayScope, type ReplayRange, type Target } from './read-model';

/** The part of an order model that differs between models. */
type OrderProjection = Pick<ReadModel, 'name' | 'drop'> & {
  readonly apply: (updates: readonly OrderUpdate[], target: Target, cause: Cause) => Promise<void>;
};

/** The past events of one order or one seller; undefined for a product, since orders cannot be looked up by product. */
const historyOf = ({ contracts }: EventReader<OrderUpdate>, scope: ReplayScope): readonly ReplayRange[] | undefined => {
  if (scope.kind === 'product') return undefined;
  const whole = wholeHistory({ contracts });
  return scope.kind === 'order' ? whole.map((range) => ({ ...range, aggregateIds: [scope.id] })) : whole;
};

/** A read model of orders. Queries see its rows as soon as they are written. */
export const orderModel = (reader: EventReader<OrderUpdate>, { name, apply, drop }: OrderProjection): ReadModel => ({
  name,
  contracts: reader.contracts,
  apply: async (events: readonly Envelope[], target, cause) => {
    const updates = events.flatMap(reader.read);
    if (updates.length > 0) await apply(updates, target, cause);
  },
  historyOf: (scope) => Promise.resolve(historyOf(reader, scope)),
  includes: ({ kind, id }, event) => kind !== 'seller' || reader.read(event).some(({ sellerId }) => sellerId === id),
  prepare: () => Promise.resolve(),
  drop,
  backlog: () => Promise.resolve({ rows: 0 }),
});
