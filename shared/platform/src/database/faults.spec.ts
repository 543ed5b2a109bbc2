import { DuplicateMessage, DuplicateRequest, retry, StaleWrite, translateFault } from './faults';

const failing = (times: number, fault: Error = new StaleWrite('late')) => {
  const state = { runs: 0 };
  const work = () => {
    state.runs += 1;
    return state.runs <= times ? Promise.reject(fault) : Promise.resolve(state.runs);
  };
  return { state, work };
};

describe('a lost race', () => {
  it('is run again until it is won', async () => {
    expect(await retry(failing(5).work)).toBe(6);
  });

  it('is given up after the attempts', async () => {
    const { work, state } = failing(9);
    await expect(retry(work, 3)).rejects.toBeInstanceOf(StaleWrite);
    expect(state.runs).toBe(3);
  });

  it('is the only thing that is run again', async () => {
    const { work, state } = failing(1, new Error('broken'));
    await expect(retry(work)).rejects.toThrow('broken');
    expect(state.runs).toBe(1);
  });
});

describe('a fault of the database', () => {
  it('means what its code says', () => {
    expect(translateFault({ code: 'MP001' })).toBeInstanceOf(StaleWrite);
    expect(translateFault({ code: '40001' })).toBeInstanceOf(StaleWrite);
    expect(translateFault({ code: '40P01' })).toBeInstanceOf(StaleWrite);
    expect(translateFault({ code: '23505', constraint: 'inbox_pkey' })).toBeInstanceOf(DuplicateMessage);
    expect(translateFault({ code: '23505', constraint: 'idempotency_keys_pkey' })).toBeInstanceOf(DuplicateRequest);
    expect(translateFault({ code: '23505', constraint: 'orders_pkey' })).toBeInstanceOf(StaleWrite);
  });

  it('stays what it is when it is none of these', () => {
    for (const fault of [{ code: '23514' }, new Error('x'), 'text', null, undefined]) expect(translateFault(fault)).toBe(fault);
  });
});
