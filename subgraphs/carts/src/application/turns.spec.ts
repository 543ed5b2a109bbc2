import { createTurns } from './turns';

describe('requests for one cart', () => {
  it('wait for each other, in the order in which they came', async () => {
    const turns = createTurns();
    const log: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
    };
    await Promise.all([turns('cart', work('first')), turns('cart', work('second')), turns('cart', work('third'))]);
    expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends', 'third begins', 'third ends']);
  });

  it('do not wait for those of another cart, nor stop at one that failed', async () => {
    const turns = createTurns();
    const endless = turns('another cart', () => new Promise<void>(() => undefined));
    const failing = turns('cart', () => Promise.reject(new Error('broken')));
    await expect(Promise.race([endless, turns('cart', () => Promise.resolve('done'))])).resolves.toBe('done');
    await expect(failing).rejects.toThrow('broken');
  });
});
