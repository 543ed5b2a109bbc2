import { createTrigger } from './trigger';

const gate = (): { readonly opened: Promise<void>; readonly open: () => void } => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
};

describe('a trigger', () => {
  it('runs the work once more for all triggers during a run', async () => {
    const [started, finished] = [gate(), gate()];
    let runs = 0;
    const trigger = createTrigger(
      async () => {
        runs += 1;
        started.open();
        await finished.opened;
      },
      () => undefined,
    );
    trigger.now();
    await started.opened;
    trigger.now();
    trigger.now();
    expect(runs).toBe(1);
    finished.open();
    await trigger.idle();
    expect(runs).toBe(2);
  });

  it('reports an error, and runs the work again at the next trigger', async () => {
    const errors: unknown[] = [];
    let runs = 0;
    const trigger = createTrigger(
      () => {
        runs += 1;
        return Promise.reject(new Error('down'));
      },
      (error) => errors.push(error),
    );
    trigger.now();
    await trigger.idle();
    trigger.now();
    await trigger.idle();
    expect([runs, errors.length]).toEqual([2, 2]);
  });
});
