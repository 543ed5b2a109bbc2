import { createTrigger } from './trigger';

const gate = (): { readonly opened: Promise<void>; readonly open: () => void } => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
};

describe('a trigger', () => {
  it('has the work done once more for all triggers that come while it is under way', async () => {
    const { opened, open } = gate();
    let runs = 0;
    const trigger = createTrigger(
      async () => {
        runs += 1;
        await opened;
      },
      () => undefined,
    );
    trigger.now();
    trigger.now();
    trigger.now();
    expect(runs).toBe(1);
    open();
    await trigger.idle();
    expect(runs).toBe(2);
  });

  it('hands a fault on and works again the next time', async () => {
    const faults: unknown[] = [];
    let runs = 0;
    const trigger = createTrigger(
      () => {
        runs += 1;
        return Promise.reject(new Error('down'));
      },
      (fault) => faults.push(fault),
    );
    trigger.now();
    await trigger.idle();
    trigger.now();
    await trigger.idle();
    expect([runs, faults.length]).toEqual([2, 2]);
  });
});
