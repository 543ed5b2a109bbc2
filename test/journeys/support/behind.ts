import { Client } from 'pg';
import type { Handle } from '@marketplace/launcher';

/** Runs SQL in a context's own database, behind its back. */
const inDatabase = async (handle: Handle, context: string, statements: readonly string[]): Promise<void> => {
  const database = handle.databases.get(context);
  if (database === undefined) throw new Error(`there is no context ${context}`);
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
};

/** Takes everything from checkout that it knows; append-only tables are told to look away. */
export const wipeCheckout = (handle: Handle): Promise<void> =>
  inDatabase(handle, 'checkout', [
    `DO $$ DECLARE name text; BEGIN
       FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('migrations', 'jobs') LOOP
         EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', name);
         EXECUTE format('TRUNCATE %I', name);
         EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', name);
       END LOOP;
     END $$`,
  ]);

const runJobsNow = 'UPDATE jobs SET due_at = now()';

/** Lets two days pass for everything that the contexts hold for a checkout, and has their jobs look at once. */
export const letTwoDaysPass = async (handle: Handle): Promise<void> => {
  await inDatabase(handle, 'inventory', [
    `UPDATE stock_reservations SET expires_at = expires_at - interval '2 days' WHERE status = 'RESERVED'`,
    runJobsNow,
  ]);
  await inDatabase(handle, 'promotions', [
    `UPDATE discount_usages SET expires_at = expires_at - interval '2 days' WHERE status = 'HELD'`,
    runJobsNow,
  ]);
  await inDatabase(handle, 'carts', [`UPDATE carts SET frozen_at = frozen_at - interval '2 days' WHERE status = 'FROZEN'`, runJobsNow]);
  await inDatabase(handle, 'orders', [
    `UPDATE orders SET created_at = created_at - interval '2 days' WHERE status IN ('CREATED', 'CONFIRMED')`,
    runJobsNow,
  ]);
};

/** Lets the deadline of every checkout that waits for something pass. */
export const letCheckoutDeadlinesPass = (handle: Handle): Promise<void> =>
  inDatabase(handle, 'checkout', ['UPDATE checkout_sessions SET deadline_at = now() WHERE deadline_at IS NOT NULL', runJobsNow]);

const outside = async (url: string, statement: (database: string) => string): Promise<void> => {
  const place = new URL(url);
  const database = place.pathname.slice(1);
  place.pathname = '/postgres';
  const client = new Client({ connectionString: place.href });
  await client.connect();
  try {
    await client.query(statement(database));
  } finally {
    await client.end();
  }
};

/** Takes a context's database away: whoever is connected is cut, and nobody comes in until the word that comes back is said. */
export const closeDatabase = async (handle: Handle, context: string): Promise<() => Promise<void>> => {
  const database = handle.databases.get(context);
  if (database === undefined) throw new Error(`there is no context ${context}`);
  await outside(database.ownerUrl, (name) => `ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`);
  await outside(
    database.serviceUrl,
    (name) => `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND usename = current_user`,
  );
  return () => outside(database.ownerUrl, (name) => `ALTER DATABASE "${name}" ALLOW_CONNECTIONS true`);
};
