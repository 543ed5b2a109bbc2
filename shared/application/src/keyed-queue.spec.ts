import { keyedQueue } from './keyed-queue';

describe('a keyed queue', () => {
  it('runs work with the same key in order', async () => {
    const queue = keyedQueue();
    const log: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
    };
    await Promise.all([queue.run('thing', work('first')), queue.run('thing', work('second')), queue.run('thing', work('third'))]);
    expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends', 'third begins', 'third ends']);
  });

  it('does not wait for work with other keys or work that failed', async () => {
    const queue = keyedQueue();
    const endless = queue.run('another thing', () => new Promise<void>(() => undefined));
    const failing = queue.run('thing', () => Promise.reject(new Error('broken')));
    await expect(Promise.race([endless, queue.run('thing', () => Promise.resolve('done'))])).resolves.toBe('done');
    await expect(failing).rejects.toThrow('broken');
  });

  it('is idle when all work has ended, failed or not', async () => {
    const queue = keyedQueue();
    await queue.idle();
    const log: string[] = [];
    const failing = queue.run('thing', async () => {
      await Promise.resolve();
      throw new Error('broken');
    });
    const failed = expect(failing).rejects.toThrow('broken');
    void queue.run('thing', async () => {
      await Promise.resolve();
      log.push('after the failure');
    });
    void queue.run('another thing', async () => {
      await Promise.resolve();
      log.push('beside it');
    });
    await queue.idle();
    expect(log).toEqual(['beside it', 'after the failure']);
    await failed;
  });
});
