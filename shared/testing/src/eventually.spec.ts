import { eventually } from './eventually';

const comesTrueAtLook = (count: number) => {
  let looks = 0;
  return () => (looks += 1) >= count && looks;
};

describe('eventually', () => {
  it('returns what the probe finds, as soon as it finds it', async () => {
    await expect(eventually(comesTrueAtLook(3), { every: 1 })).resolves.toBe(3);
  });

  it('takes zero, null and an empty text as found', async () => {
    await expect(eventually(() => 0)).resolves.toBe(0);
    await expect(eventually(() => null)).resolves.toBeNull();
    await expect(eventually(() => '')).resolves.toBe('');
  });

  it('says what it waited for when that never comes', async () => {
    const wait = eventually(() => undefined, { timeout: 5, every: 1, waitingFor: 'the order to be paid' });
    await expect(wait).rejects.toThrow('Waited 5 ms for the order to be paid: the last result was undefined');
  });

  it('passes on what the last look missed', async () => {
    const probe = () => {
      throw new Error('the order is still CONFIRMED');
    };
    await expect(eventually(probe, { timeout: 5, every: 1 })).rejects.toThrow('the order is still CONFIRMED');
  });

  it('tries at least once, even with a timeout of zero', async () => {
    await expect(eventually(() => Promise.resolve('there'), { timeout: 0 })).resolves.toBe('there');
  });
});
