import { Client } from 'pg';
import { freshDatabase } from './fresh-database';

const ask = async (url: string, sql: string): Promise<readonly Record<string, unknown>[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};

describe('a fresh database', () => {
  it('belongs to an ordinary role that may do everything in it', async () => {
    const database = await freshDatabase('Orders, by a test');
    await ask(database.url, 'CREATE TABLE thing (id int)');
    const [role] = await ask(database.url, 'SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user');
    expect(role).toEqual({ rolsuper: false, rolcreatedb: false, rolcreaterole: false });
    await database.drop();
  });

  it('is closed to the owners of other databases', async () => {
    const [mine, theirs] = await Promise.all([freshDatabase('mine'), freshDatabase('theirs')]);
    const url = new URL(mine.url);
    url.pathname = theirs.name;
    await expect(ask(url.href, 'SELECT 1')).rejects.toThrow('permission denied');
    await Promise.all([mine.drop(), theirs.drop()]);
  });

  it('is dropped even with open connections', async () => {
    const database = await freshDatabase('dropped');
    const left = new Client({ connectionString: database.url });
    left.on('error', () => undefined);
    await left.connect();
    await database.drop();
    await expect(ask(database.adminUrl, 'SELECT 1')).rejects.toThrow('does not exist');
  });
});
