import { idOf, refuse, systemOf, type OrderId } from '@marketplace/kernel';
import { onAllDue, type ByTheClock } from './due-orders.job';

const byTheClock: ByTheClock = {
  causeOf: () => ({ actor: systemOf('orders'), correlationId: 'test' }),
  attempt: (work) => work().catch(work),
};

const waiting = (count: number): Set<OrderId> => new Set(Array.from({ length: count }, (_, number) => idOf<'Order'>(number.toString())));
const oldest = (orders: Set<OrderId>) => (limit: number) => Promise.resolve([...orders].slice(0, limit));

describe('work on orders that are due', () => {
  it('goes on until nothing is due', async () => {
    const orders = waiting(250);
    expect(await onAllDue(byTheClock, { due: oldest(orders), change: (id) => Promise.resolve(orders.delete(id)) })).toBe(250);
    expect(orders.size).toBe(0);
  });

  it('leaves the rest to the next run when there is more than a run can take', async () => {
    const orders = waiting(2_050);
    expect(await onAllDue(byTheClock, { due: oldest(orders), change: (id) => Promise.resolve(orders.delete(id)) })).toBe(2_000);
    expect(orders.size).toBe(50);
  });

  it('does not end at an order that somebody else has just written', async () => {
    const orders = waiting(3);
    const raced = new Set<OrderId>();
    const change = (id: OrderId): Promise<unknown> => {
      if (raced.has(id)) return Promise.resolve(orders.delete(id));
      raced.add(id);
      return Promise.reject(new Error('somebody else wrote first'));
    };
    expect(await onAllDue(byTheClock, { due: oldest(orders), change })).toBe(3);
    expect(orders.size).toBe(0);
  });

  it('does not ask the same orders again when all of them refuse', async () => {
    const asked: OrderId[] = [];
    const change = (id: OrderId) => {
      asked.push(id);
      return Promise.resolve(refuse('order-no-longer-cancellable'));
    };
    expect(await onAllDue(byTheClock, { due: oldest(waiting(150)), change })).toBe(0);
    expect(asked).toHaveLength(100);
  });
});
