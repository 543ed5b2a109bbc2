import { createKick } from './kick';

const gate = (): { readonly opened: Promise<void>; readonly open: () => void } => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
};

describe('a kick', () => {
  it('has the work done once more for all kicks that come while it is under way', async () => {
    const { opened, open } = gate();
    let runs = 0;
    const kick = createKick(
      async () => {
        runs += 1;
        await opened;
      },
      () => undefined,
    );
    kick.now();
    kick.now();
    kick.now();
    expect(runs).toBe(1);
    open();
    await kick.idle();
    expect(runs).toBe(2);
  });

  it('hands a fault on and works again the next time', async () => {
    const faults: unknown[] = [];
    let runs = 0;
    const kick = createKick(
      () => {
        runs += 1;
        return Promise.reject(new Error('down'));
      },
      (fault) => faults.push(fault),
    );
    kick.now();
    await kick.idle();
    kick.now();
    await kick.idle();
    expect([runs, faults.length]).toEqual([2, 2]);
  });
});
