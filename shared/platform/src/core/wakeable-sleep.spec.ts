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

describe('an alarm', () => {
  it('ends a sleep before its time', async () => {
    const { sleep, wake } = wakeableSleep();
    const sleeping = sleep(60_000);
    expect(await asleep(sleeping)).toBe(true);
    wake();
    expect(await asleep(sleeping)).toBe(false);
  });

  it('remembers one wake that came before the sleep', async () => {
    const { sleep, wake } = wakeableSleep();
    wake();
    wake();
    expect(await asleep(sleep(60_000))).toBe(false);
    const second = sleep(60_000);
    expect(await asleep(second)).toBe(true);
    wake();
    await second;
  });

  it('lets a sleep end by itself', async () => {
    await wakeableSleep().sleep(1);
  });
});
