import type { Cause } from '@marketplace/kernel';
import type { Envelope } from '@marketplace/schema';
import type { OrderNews } from '../domain/order-news';
import { wholeHistory, type EventReader, type ReadModel, type ReplayScope, type ReplayRange, type Target } from './read-model';

/** What a model makes of news of orders. */
type OrderProjection = Pick<ReadModel, 'name' | 'drop'> & {
  readonly apply: (news: readonly OrderNews[], target: Target, cause: Cause) => Promise<void>;
};

/** Where news of one order, or of one seller's orders, is found. Products are not what orders are found by. */
const historyOf = ({ contracts }: EventReader<OrderNews>, scope: ReplayScope): readonly ReplayRange[] | undefined => {
  if (scope.kind === 'product') return undefined;
  const whole = wholeHistory({ contracts });
  return scope.kind === 'order' ? whole.map((range) => ({ ...range, aggregateIds: [scope.id] })) : whole;
};

/** A model over orders. Its rows are visible as soon as they are written. */
export const orderModel = (reader: EventReader<OrderNews>, { name, apply, drop }: OrderProjection): ReadModel => ({
  name,
  contracts: reader.contracts,
  apply: async (events: readonly Envelope[], target, cause) => {
    const news = events.flatMap(reader.read);
    if (news.length > 0) await apply(news, target, cause);
  },
  historyOf: (scope) => Promise.resolve(historyOf(reader, scope)),
  concerns: ({ kind, id }, event) => kind !== 'seller' || reader.read(event).some(({ sellerId }) => sellerId === id),
  prepare: () => Promise.resolve(),
  drop,
  backlog: () => Promise.resolve({ rows: 0 }),
});
