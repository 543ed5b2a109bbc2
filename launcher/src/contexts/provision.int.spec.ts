import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { testServers } from '@marketplace/testing';
import { provision, unprovision, type ContextDatabase } from './provision';

const options = {
  adminUrl: testServers().databaseUrl,
  databaseKey: randomBytes(32).toString('base64url'),
  contexts: ['orders', 'payments'],
  prefix: `spec_${randomBytes(4).toString('hex')}_`,
};

const as = async (url: string, sql: string): Promise<readonly object[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<object>(sql)).rows;
  } finally {
    await client.end();
  }
};

const inDatabaseOf = (url: string, other: string): string => {
  const moved = new URL(url);
  moved.pathname = new URL(other).pathname;
  return moved.href;
};

describe('the databases of the contexts', () => {
  let orders: ContextDatabase;
  let payments: ContextDatabase;

  const provisioned = async (changes: Partial<typeof options> = {}): Promise<void> => {
    const databases = await provision({ ...options, ...changes });
    const [first, second] = [databases.get('orders'), databases.get('payments')];
    if (first === undefined || second === undefined) throw new Error('a database is missing');
    [orders, payments] = [first, second];
  };

  beforeAll(async () => {
    await provisioned();
    await as(orders.ownerUrl, 'CREATE TABLE things (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text)');
  });

  afterAll(() => unprovision(options));

  it('let a service read and write the tables of its owner', async () => {
    await as(orders.serviceUrl, `INSERT INTO things (name) VALUES ('a thing')`);
    await as(orders.serviceUrl, `UPDATE things SET name = 'another thing'`);
    expect(await as(orders.serviceUrl, 'SELECT name FROM things')).toEqual([{ name: 'another thing' }]);
    await as(orders.serviceUrl, 'DELETE FROM things');
  });

  it.each([
    'CREATE TABLE mine (id integer)',
    'ALTER TABLE things ADD extra text',
    'DROP TABLE things',
    'TRUNCATE things',
    'CREATE SCHEMA mine',
  ])('refuse a service to change their shape: %s', async (sql) => {
    await expect(as(orders.serviceUrl, sql)).rejects.toThrow(/permission denied|must be owner/);
  });

  it('reject the services and owners of other contexts', async () => {
    await expect(as(inDatabaseOf(payments.serviceUrl, orders.serviceUrl), 'SELECT 1')).rejects.toThrow('permission denied for database');
    await expect(as(inDatabaseOf(payments.ownerUrl, orders.serviceUrl), 'SELECT 1')).rejects.toThrow('permission denied for database');
  });

  it('deny a service the privileges of the owner', async () => {
    await expect(as(orders.serviceUrl, `SET ROLE "${options.prefix}orders_owner"`)).rejects.toThrow('permission denied');
    await expect(as(orders.serviceUrl, 'CREATE ROLE friend')).rejects.toThrow('permission denied');
  });

  it('are not changed when they are provisioned again', async () => {
    const before = orders;
    await as(orders.serviceUrl, `INSERT INTO things (name) VALUES ('kept')`);
    await provisioned();
    expect(orders).toEqual(before);
    expect(await as(orders.serviceUrl, 'SELECT name FROM things')).toEqual([{ name: 'kept' }]);
  });

  it('get new passwords with a new key', async () => {
    const before = orders;
    await provisioned({ databaseKey: randomBytes(32).toString('base64url') });
    await expect(as(before.serviceUrl, 'SELECT 1')).rejects.toThrow('password authentication failed');
    expect(await as(orders.serviceUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('can be provisioned concurrently, and by an administrator who is not a superuser', async () => {
    const admin = `${options.prefix}admin`;
    const place = { ...options, prefix: `${options.prefix}two_` };
    await as(options.adminUrl, `CREATE ROLE "${admin}" LOGIN CREATEDB CREATEROLE PASSWORD 'admin'`);
    const url = new URL(options.adminUrl);
    [url.username, url.password] = [admin, 'admin'];
    try {
      const [databases] = await Promise.all([provision({ ...place, adminUrl: url.href }), provision({ ...place, adminUrl: url.href })]);
      expect(await as(databases.get('orders')?.serviceUrl ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    } finally {
      await unprovision(place);
      await as(options.adminUrl, `DROP OWNED BY "${admin}"; DROP ROLE "${admin}"`);
    }
  });
});
