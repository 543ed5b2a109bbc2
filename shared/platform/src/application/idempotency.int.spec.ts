import { freshDatabase, type FreshDatabase } from '@marketplace/testing';
import { guest, idOf, refuse, type Actor, type Cause } from '@marketplace/kernel';
import { migrate, openDatabase, type Database } from '../database/database';
import { createIdempotency, type Idempotency } from './idempotency';
import { newId } from '../core/ids';
import { Counters1700000000001, raise, readCounter, type Counter } from '../testing/counters.fixtures';

const buyer: Actor = { kind: 'user', userId: idOf(newId()), roles: ['buyer'], sellerIds: [] };
const other: Actor = { ...buyer, userId: idOf(newId()) };
const causeOf = (actor: Actor): Cause => ({ actor, correlationId: newId() });

type Asked = { readonly actor?: Actor; readonly body?: object; readonly operation?: string };

describe('an idempotency key', () => {
  let database: FreshDatabase;
  let db: Database;
  let idempotency: Idempotency;
  beforeAll(async () => {
    database = await freshDatabase('idempotency');
    const options = { name: 'idempotency', url: database.url, poolSize: 8 };
    await migrate(options, [Counters1700000000001]);
    db = await openDatabase(options);
    idempotency = createIdempotency(db);
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });

  const raising = (id: string, key: string, { actor = buyer, body = {}, operation = 'raise' }: Asked = {}) =>
    idempotency.once<Counter>({
      operation,
      key,
      body: { id, ...body },
      cause: causeOf(actor),
      run: (cause) => raise(db, id, cause),
      replay: async (aggregateId) => (await readCounter(db, aggregateId)) ?? refuse('counter-not-found'),
    });
  const valueOf = async (id: string) => (await readCounter(db, id))?.value;

  it('handles one of twenty concurrent requests, and returns its result for all', async () => {
    const [id, key] = [newId(), newId()];
    const answers = await Promise.all(Array.from({ length: 20 }, () => raising(id, key)));
    expect(answers).toEqual(answers.map(() => ({ id, version: 1, value: 1 })));
    expect(await valueOf(id)).toBe(1);
  });

  it('does not depend on the order of members in the body', async () => {
    const [id, key] = [newId(), newId()];
    await raising(id, key, { body: { a: 1, b: [2], c: undefined } });
    expect(await raising(id, key, { body: { b: [2], a: 1 } })).toMatchObject({ value: 1 });
    expect(await valueOf(id)).toBe(1);
  });

  it('is rejected with another body, and changes nothing', async () => {
    const [id, key] = [newId(), newId()];
    await raising(id, key);
    expect(await raising(id, key, { body: { amount: '2' } })).toEqual({ refused: 'idempotency-key-reused' });
    expect(await valueOf(id)).toBe(1);
  });

  it('belongs to one actor and one operation', async () => {
    const [id, key] = [newId(), newId()];
    const carts: readonly Actor[] = ['one', 'two'].map((cartToken) => ({ kind: 'guest', cartToken }));
    for (const actor of [buyer, other, guest, ...carts]) await raising(id, key, { actor });
    await raising(id, key, { operation: 'lift' });
    expect(await valueOf(id)).toBe(6);
  });

  it('stores no cart token in plain text', async () => {
    await raising(newId(), newId(), { actor: { kind: 'guest', cartToken: 'secret-cart' } });
    expect(await db.query(`SELECT 1 FROM idempotency_keys WHERE scope LIKE '%secret-cart%'`)).toEqual([]);
  });

  it('can be reused after a refusal or an error', async () => {
    const [id, key] = [newId(), newId()];
    const request = { operation: 'raise', key, body: { id }, cause: causeOf(buyer), replay: () => Promise.resolve('replayed') };
    expect(await idempotency.once({ ...request, run: () => Promise.resolve(refuse('not-now')) })).toEqual({ refused: 'not-now' });
    await expect(idempotency.once({ ...request, run: () => Promise.reject(new Error('broken')) })).rejects.toThrow('broken');
    expect(await db.query('SELECT 1 FROM idempotency_keys WHERE key = $1', [key])).toEqual([]);
    expect(await raising(id, key)).toMatchObject({ value: 1 });
  });

  it('returns the result of the first request, if the second one was refused because of it', async () => {
    const [id, key] = [newId(), newId()];
    const second = await idempotency.once<Counter>({
      operation: 'raise',
      key,
      body: { id },
      cause: causeOf(buyer),
      run: async () => {
        await raising(id, key);
        return refuse('already-raised');
      },
      replay: async (aggregateId) => (await readCounter(db, aggregateId)) ?? refuse('counter-not-found'),
    });
    expect(second).toEqual({ id, version: 1, value: 1 });
  });

  it('has one to two hundred visible ASCII characters', async () => {
    for (const key of ['', ' ', 'a b', 'ключ', 'x'.repeat(201), 'line\n']) {
      expect(await raising(newId(), key)).toEqual({ refused: 'idempotency-key-invalid' });
    }
    expect(await raising(newId(), 'x'.repeat(200))).toMatchObject({ value: 1 });
  });
});
