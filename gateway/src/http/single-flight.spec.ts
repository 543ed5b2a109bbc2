import { eventually } from '@marketplace/testing';
import { singleFlight, type Together } from './single-flight';

/** Work that ends when it is told, and counts how often it has begun. */
const workshop = () => {
  const begun: { end: (answer: string) => void; fail: (error: Error) => void }[] = [];
  const work = (): Promise<string> => new Promise((resolve, reject) => begun.push({ end: resolve, fail: reject }));
  return { begun, work };
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('work that is shared', () => {
  let shared: Together<string>;
  let onShared: jest.Mock;

  beforeEach(() => {
    onShared = jest.fn();
    // However slow the machine is, nobody here waits in vain.
    shared = singleFlight<string>({ onShared, patienceMs: 60_000 });
  });

  it('is done once for all who wait before it begins', async () => {
    const { begun, work } = workshop();
    const answers = Promise.all([shared.join('a', work), shared.join('a', work), shared.waiting('a')]);
    await turn();
    expect(begun).toHaveLength(1);
    expect(onShared).toHaveBeenCalledTimes(2);
    begun[0]?.end('one');
    expect(await answers).toEqual(['one', 'one', 'one']);
  });

  it('is done apart for each question', async () => {
    const { begun, work } = workshop();
    void shared.join('a', work);
    void shared.join('b', work);
    await turn();
    expect(begun).toHaveLength(2);
    expect(onShared).not.toHaveBeenCalled();
  });

  it('is never given to somebody who came after it had begun', async () => {
    const { begun, work } = workshop();
    const early = shared.join('a', work);
    await turn();
    expect(shared.waiting('a')).toBeUndefined();
    const late = shared.join('a', work);
    begun[0]?.end('before');
    expect(await early).toBe('before');
    await turn();
    begun[1]?.end('after');
    expect(await late).toBe('after');
  });

  it('waits for the equal work before it, so that a crowd grows meanwhile', async () => {
    const { begun, work } = workshop();
    const first = shared.join('a', work);
    await turn();
    const crowd = Promise.all([shared.join('a', work), shared.join('a', work)]);
    await turn();
    expect(begun).toHaveLength(1);
    begun[0]?.end('one');
    await first;
    await turn();
    expect(begun).toHaveLength(2);
    begun[1]?.end('two');
    expect(await crowd).toEqual(['two', 'two']);
  });

  it('does not wait long for one that is slow', async () => {
    const { begun, work } = workshop();
    const impatient = singleFlight<string>({ onShared, patienceMs: 1 });
    void impatient.join('a', work);
    await turn();
    const second = impatient.join('a', work);
    await eventually(() => begun.length === 2, { waitingFor: 'the second not to wait for the first' });
    begun[1]?.end('in time');
    expect(await second).toBe('in time');
  });

  it('fails for all who waited, and is tried again for the next', async () => {
    const { begun, work } = workshop();
    const failed = Promise.allSettled([shared.join('a', work), shared.join('a', work)]);
    await turn();
    begun[0]?.fail(new Error('no'));
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = shared.join('a', work);
    await turn();
    begun[1]?.end('yes');
    expect(await next).toBe('yes');
  });
});
