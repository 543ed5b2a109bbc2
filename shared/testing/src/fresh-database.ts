import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { testServers } from './test-servers';

/** An empty database of its own for a test. */
export type FreshDatabase = {
  readonly name: string;
  /** The owner's URL: an ordinary role that may do what it wants in this database and nothing elsewhere. */
  readonly url: string;
  /** The superuser's URL of the same database, to look behind the owner's back. */
  readonly adminUrl: string;
  /** Drops the database and its role, cutting whoever is still connected. */
  readonly drop: () => Promise<void>;
};

const asAdmin = async (...statements: readonly string[]): Promise<void> => {
  const client = new Client({ connectionString: testServers().databaseUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
};

const urlOf = (name: string, user?: { readonly name: string; readonly password: string }): string => {
  const url = new URL(testServers().databaseUrl);
  url.pathname = `/${name}`;
  if (user !== undefined) [url.username, url.password] = [user.name, user.password];
  return url.href;
};

/** Makes an empty database; the name is for people who read a log, and is made unique. */
export const freshDatabase = async (about: string): Promise<FreshDatabase> => {
  const name = `${about
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 40)}_${randomBytes(4).toString('hex')}`;
  const owner = { name, password: randomBytes(9).toString('hex') };
  await asAdmin(
    `CREATE ROLE "${name}" LOGIN PASSWORD '${owner.password}'`,
    `CREATE DATABASE "${name}" OWNER "${name}"`,
    `REVOKE ALL ON DATABASE "${name}" FROM PUBLIC`,
  );
  return {
    name,
    url: urlOf(name, owner),
    adminUrl: urlOf(name),
    drop: () => asAdmin(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`, `DROP ROLE IF EXISTS "${name}"`),
  };
};
