import { createAlert, createLog, withCorrelationId } from './log';
import { registry } from './metrics';

const logged = (write: (log: ReturnType<typeof createLog>) => void): Record<string, unknown> => {
  const lines: string[] = [];
  write(createLog('orders', 'info', { write: (line) => lines.push(line) }));
  return JSON.parse(lines.join('')) as Record<string, unknown>;
};

describe('the log', () => {
  it('adds the name of the context and the correlation ID', () => {
    expect(logged((log) => withCorrelationId('c-1', () => log.info('hello')))).toMatchObject({
      name: 'orders',
      correlationId: 'c-1',
      msg: 'hello',
    });
    expect(logged((log) => log.info('hello'))).not.toHaveProperty('correlationId');
  });

  it('keeps the correlation ID in asynchronous work', async () => {
    const lines: string[] = [];
    const log = createLog('orders', 'info', { write: (line) => lines.push(line) });
    const work = (id: string) =>
      withCorrelationId(id, async () => {
        await Promise.resolve();
        log.info(id);
      });
    await Promise.all(['a', 'b'].map(work));
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(
      ['a', 'b'].map((id): unknown => expect.objectContaining({ correlationId: id, msg: id })),
    );
  });

  it('keeps correlation IDs separate, and adds none outside', async () => {
    const lines: string[] = [];
    const log = createLog('orders', 'info', { write: (line) => lines.push(line) });
    const work = async (): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      log.info('line');
    };
    await withCorrelationId('a', work);
    await work();
    await Promise.all([withCorrelationId('b', () => withCorrelationId('c', work).then(work)), work()]);
    await expect(withCorrelationId('d', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await withCorrelationId('e', work);
    const flows = lines.map((line) => (JSON.parse(line) as { correlationId?: string }).correlationId);
    // After an inner correlation ID, the outer one applies again.
    expect(flows).toEqual(['a', undefined, 'c', undefined, 'b', 'e']);
  });

  it('redacts secrets and personal data, two levels deep', () => {
    const line = logged((log) =>
      log.info({ password: 'p1', user: { email: 'e1', home: { address: 'a1', phone: 'n1' } }, list: [{ token: 't1' }], id: 7 }),
    );
    expect(line).toMatchObject({
      password: '[redacted]',
      user: { email: '[redacted]', home: { address: '[redacted]', phone: '[redacted]' } },
      list: [{ token: '[redacted]' }],
      id: 7,
    });
  });

  it('logs errors without user input', () => {
    const error = Object.assign(new Error('duplicate key'), {
      code: '23505',
      constraint: 'users_email',
      detail: 'Key (email)=(ada@example.com) exists',
      parameters: ['ada@example.com'],
    });
    const line = logged((log) => log.error({ err: new Error('cannot register', { cause: error }) }));
    expect(JSON.stringify(line)).not.toContain('ada@');
    expect(logged((log) => log.error({ err: error }))).toMatchObject({
      err: {
        type: 'Error',
        message: 'duplicate key',
        code: '23505',
        constraint: 'users_email',
        stack: expect.stringContaining('log.spec'),
      },
    });
    expect(JSON.stringify(logged((log) => log.error({ err: error })))).not.toContain('ada@');
    expect(logged((log) => log.error({ err: 'thrown text' }))).toMatchObject({ err: { message: 'thrown text' } });
  });
});

describe('an alert', () => {
  it('writes a line with the field alert, and increments the counter with its name', async () => {
    const line = logged((log) => createAlert('orders', log)('books-differ', { orderId: 'o-1', alert: 'another name', email: 'e1' }));
    expect(line).toMatchObject({ level: 50, name: 'orders', alert: 'books-differ', orderId: 'o-1', email: '[redacted]', msg: 'alert' });
    logged((log) => createAlert('orders', log)('books-differ', {}));
    expect(await registry.metrics()).toContain('alerts_total{context="orders",name="books-differ"} 2');
  });
});
