import { DuplicateMessage, DuplicateRequest, retry, StaleWrite, translateFault } from './faults';

const failing = (times: number, fault: Error = new StaleWrite('late')) => {
  const state = { runs: 0 };
  const work = () => {
    state.runs += 1;
    return state.runs <= times ? Promise.reject(fault) : Promise.resolve(state.runs);
  };
  return { state, work };
};

describe('a write conflict', () => {
  it('is retried until it succeeds', async () => {
    expect(await retry(failing(5).work)).toBe(6);
  });

  it('is thrown after the last attempt', async () => {
    const { work, state } = failing(9);
    await expect(retry(work, 3)).rejects.toBeInstanceOf(StaleWrite);
    expect(state.runs).toBe(3);
  });

  it('is the only error that is retried', async () => {
    const { work, state } = failing(1, new Error('broken'));
    await expect(retry(work)).rejects.toThrow('broken');
    expect(state.runs).toBe(1);
  });
});

describe('a database error', () => {
  it('is converted by its code', () => {
    expect(translateFault({ code: 'MP001' })).toBeInstanceOf(StaleWrite);
    expect(translateFault({ code: '40001' })).toBeInstanceOf(StaleWrite);
    expect(translateFault({ code: '40P01' })).toBeInstanceOf(StaleWrite);
    expect(translateFault({ code: '23505', constraint: 'inbox_pkey' })).toBeInstanceOf(DuplicateMessage);
    expect(translateFault({ code: '23505', constraint: 'idempotency_keys_pkey' })).toBeInstanceOf(DuplicateRequest);
    expect(translateFault({ code: '23505', constraint: 'orders_pkey' })).toBeInstanceOf(StaleWrite);
  });

  it('is unchanged otherwise', () => {
    for (const fault of [{ code: '23514' }, new Error('x'), 'text', null, undefined]) expect(translateFault(fault)).toBe(fault);
  });
});
