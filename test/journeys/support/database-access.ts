import { Client } from 'pg';
import type { RunningMarketplace } from '@marketplace/launcher';

/** Runs SQL directly in a context's database. */
const inDatabase = async (handle: RunningMarketplace, context: string, statements: readonly string[]): Promise<void> => {
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

/** Deletes all data of checkout; append-only triggers are disabled. */
export const deleteCheckoutData = (handle: RunningMarketplace): Promise<void> =>
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

/** Moves everything that contexts hold for a checkout two days into the past, and makes their jobs due. */
export const moveTwoDaysBack = async (handle: RunningMarketplace): Promise<void> => {
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

/** Moves the deadline of every waiting checkout into the past. */
export const expireCheckoutDeadlines = (handle: RunningMarketplace): Promise<void> =>
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

/** Makes a context's database unavailable: closes all connections and rejects new ones until the returned function is called. */
export const closeDatabase = async (handle: RunningMarketplace, context: string): Promise<() => Promise<void>> => {
  const database = handle.databases.get(context);
  if (database === undefined) throw new Error(`there is no context ${context}`);
  await outside(database.ownerUrl, (name) => `ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`);
  await outside(
    database.serviceUrl,
    (name) => `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND usename = current_user`,
  );
  return () => outside(database.ownerUrl, (name) => `ALTER DATABASE "${name}" ALLOW_CONNECTIONS true`);
};
