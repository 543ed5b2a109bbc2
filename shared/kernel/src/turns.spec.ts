import { createTurns } from './turns';

describe('writers of one thing', () => {
  it('wait for each other, in the order in which they came', async () => {
    const turns = createTurns();
    const log: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
    };
    await Promise.all([turns('thing', work('first')), turns('thing', work('second')), turns('thing', work('third'))]);
    expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends', 'third begins', 'third ends']);
  });

  it('do not wait for those of another, nor stop at one that failed', async () => {
    const turns = createTurns();
    const endless = turns('another thing', () => new Promise<void>(() => undefined));
    const failing = turns('thing', () => Promise.reject(new Error('broken')));
    await expect(Promise.race([endless, turns('thing', () => Promise.resolve('done'))])).resolves.toBe('done');
    await expect(failing).rejects.toThrow('broken');
  });
});
