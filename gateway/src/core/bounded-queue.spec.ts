import { boundedQueue } from './bounded-queue';

describe('a bounded queue', () => {
  it('delivers queued items in order, then ends', async () => {
    const queue = boundedQueue<number>({ limit: 3 });
    queue.push(1);
    queue.push(2);
    queue.end();
    const seen: number[] = [];
    for await (const item of queue) seen.push(item);
    expect(seen).toEqual([1, 2]);
    expect(queue.push(3)).toBe(false);
  });

  it('closes and drops its items when the consumer is too slow', async () => {
    const onOverflow = jest.fn();
    const onClose = jest.fn();
    const queue = boundedQueue<number>({ limit: 2, onOverflow, onClose });
    expect([queue.push(1), queue.push(2), queue.push(3), queue.push(4)]).toEqual([true, true, false, false]);
    expect(await queue.next()).toEqual({ done: true, value: undefined });
    expect(onOverflow).toHaveBeenCalledTimes(1);
    expect(onClose).toHaveBeenCalledTimes(1);
  });

  it('wakes a waiting consumer for an item and for the end', async () => {
    const queue = boundedQueue<number>({ limit: 1 });
    const first = queue.next();
    const second = queue.next();
    queue.push(7);
    queue.end();
    expect(await first).toEqual({ done: false, value: 7 });
    expect(await second).toEqual({ done: true, value: undefined });
  });

  it('throws once, after the queued items', async () => {
    const queue = boundedQueue<number>({ limit: 2 });
    queue.push(1);
    queue.fail(new Error('lost'));
    expect(await queue.next()).toEqual({ done: false, value: 1 });
    await expect(queue.next()).rejects.toThrow('lost');
    expect(await queue.next()).toEqual({ done: true, value: undefined });
  });

  it('notifies its source when the consumer leaves', async () => {
    const onClose = jest.fn();
    const queue = boundedQueue<number>({ limit: 2, onClose });
    queue.push(1);
    await queue.return();
    expect(await queue.next()).toEqual({ done: true, value: undefined });
    expect(onClose).toHaveBeenCalledTimes(1);
  });
});
