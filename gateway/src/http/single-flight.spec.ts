import { eventually } from '@marketplace/testing';
import { singleFlight, type SingleFlight } from './single-flight';

/** Work that the test completes; records each time it was started. */
const manualWork = () => {
  const started: { complete: (answer: string) => void; fail: (error: Error) => void }[] = [];
  const work = (): Promise<string> => new Promise((resolve, reject) => started.push({ complete: resolve, fail: reject }));
  return { started, work };
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('single flight', () => {
  let shared: SingleFlight<string>;
  let onShared: jest.Mock;

  beforeEach(() => {
    onShared = jest.fn();
    // Long enough for any machine: only the test below lets the delay elapse.
    shared = singleFlight<string>({ onShared, maxDelayMs: 60_000 });
  });

  it('runs work once for all callers that join before it starts', async () => {
    const { started, work } = manualWork();
    const answers = Promise.all([shared.join('a', work), shared.join('a', work), shared.waiting('a')]);
    await turn();
    expect(started).toHaveLength(1);
    expect(onShared).toHaveBeenCalledTimes(2);
    started[0]?.complete('one');
    expect(await answers).toEqual(['one', 'one', 'one']);
  });

  it('runs work separately for each key', async () => {
    const { started, work } = manualWork();
    void shared.join('a', work);
    void shared.join('b', work);
    await turn();
    expect(started).toHaveLength(2);
    expect(onShared).not.toHaveBeenCalled();
  });

  it('never gives a result to a caller that joined after the work had started', async () => {
    const { started, work } = manualWork();
    const early = shared.join('a', work);
    await turn();
    expect(shared.waiting('a')).toBeUndefined();
    const late = shared.join('a', work);
    started[0]?.complete('before');
    expect(await early).toBe('before');
    await turn();
    started[1]?.complete('after');
    expect(await late).toBe('after');
  });

  it('waits for running work with the same key and collects callers meanwhile', async () => {
    const { started, work } = manualWork();
    const first = shared.join('a', work);
    await turn();
    const callers = Promise.all([shared.join('a', work), shared.join('a', work)]);
    await turn();
    expect(started).toHaveLength(1);
    started[0]?.complete('one');
    await first;
    await turn();
    expect(started).toHaveLength(2);
    started[1]?.complete('two');
    expect(await callers).toEqual(['two', 'two']);
  });

  it('does not wait longer than the maximum delay', async () => {
    const { started, work } = manualWork();
    const withShortDelay = singleFlight<string>({ onShared, maxDelayMs: 1 });
    void withShortDelay.join('a', work);
    await turn();
    const second = withShortDelay.join('a', work);
    await eventually(() => started.length === 2, { waitingFor: 'the second call to start without the first' });
    started[1]?.complete('in time');
    expect(await second).toBe('in time');
  });

  it('rejects all callers of failed work and runs it again for the next one', async () => {
    const { started, work } = manualWork();
    const failed = Promise.allSettled([shared.join('a', work), shared.join('a', work)]);
    await turn();
    started[0]?.fail(new Error('no'));
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = shared.join('a', work);
    await turn();
    started[1]?.complete('yes');
    expect(await next).toBe('yes');
  });
});
