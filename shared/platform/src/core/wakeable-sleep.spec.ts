import { wakeableSleep } from './wakeable-sleep';

const asleep = async (sleep: Promise<void>): Promise<boolean> =>
  Promise.race([
    sleep.then(() => false),
    new Promise<boolean>((resolve) =>
      setTimeout(() => {
        resolve(true);
      }, 30),
    ),
  ]);

describe('a wakeable sleep', () => {
  it('ends early when woken', async () => {
    const { sleep, wake } = wakeableSleep();
    const sleeping = sleep(60_000);
    expect(await asleep(sleeping)).toBe(true);
    wake();
    expect(await asleep(sleeping)).toBe(false);
  });

  it('remembers one wake-up before the sleep', async () => {
    const { sleep, wake } = wakeableSleep();
    wake();
    wake();
    expect(await asleep(sleep(60_000))).toBe(false);
    const second = sleep(60_000);
    expect(await asleep(second)).toBe(true);
    wake();
    await second;
  });

  it('ends after its time', async () => {
    await wakeableSleep().sleep(1);
  });
});
