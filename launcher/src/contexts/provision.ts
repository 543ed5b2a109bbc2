import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { rolePassword } from './secrets';

/** The URLs of a context's database: one for the role that runs the context, one for the role that owns and migrates its tables. */
export type ContextDatabase = { readonly serviceUrl: string; readonly ownerUrl: string };

export type ProvisionOptions = {
  /** The URL of a role that can create databases and roles. */
  readonly adminUrl: string;
  readonly databaseKey: string;
  readonly contexts: readonly string[];
  /** Prefix of every database and role name, so that several marketplaces can share one server. */
  readonly prefix?: string;
};

type ProvisionedDatabase = {
  readonly database: string;
  readonly owner: string;
  readonly service: string;
  readonly ownerPassword: string;
  readonly servicePassword: string;
};

const databaseOf = (context: string, { prefix = '', databaseKey }: ProvisionOptions): ProvisionedDatabase => {
  const [database, owner, service] = [`${prefix}${context}_db`, `${prefix}${context}_owner`, `${prefix}${context}_service`];
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(service)) throw new Error(`"${service}" is not a valid role name`);
  return { database, owner, service, ownerPassword: rolePassword(databaseKey, owner), servicePassword: rolePassword(databaseKey, service) };
};

const urlOf = (adminUrl: string, database: string, login?: { readonly user: string; readonly password: string }): string => {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  if (login !== undefined) [url.username, url.password] = [login.user, login.password];
  return url.href;
};

const withClient = async <T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString, application_name: 'marketplace-provisioning' });
  // A lost connection also emits an error outside of queries; the failed query reports it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** The comment on a completely provisioned database, so that the next start can skip it. */
const completionMark = ({ ownerPassword, servicePassword }: ProvisionedDatabase): string =>
  `provisioned 1 ${createHash('sha256').update(`${ownerPassword} ${servicePassword}`).digest('hex').slice(0, 32)}`;

const completeDatabases = async (client: Client): Promise<ReadonlyMap<string, string>> => {
  const { rows } = await client.query<{ datname: string; mark: string | null }>(
    `SELECT datname, shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datallowconn`,
  );
  return new Map(rows.map(({ datname, mark }) => [datname, mark ?? '']));
};

/** Creates a role that can only log in. */
const roleSql = (role: string, password: string): string => `
  DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN CREATE ROLE "${role}"; END IF;
  END $$;
  ALTER ROLE "${role}" WITH LOGIN NOCREATEDB NOCREATEROLE NOINHERIT PASSWORD '${password}';`;

/** A user that is not a superuser must be a member of a role to make it the owner of a database. */
const membershipSql = (role: string): string => `
  DO $$ BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
      EXECUTE format('GRANT %I TO %I WITH INHERIT TRUE, SET TRUE', '${role}', current_user);
    END IF;
  END $$;`;

const createDatabase = async (client: Client, { database, owner }: ProvisionedDatabase): Promise<void> => {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
  // From template0, not template1: a connection to the template would be an error, and template0 accepts none.
  if (rowCount === 0) await client.query(`CREATE DATABASE "${database}" OWNER "${owner}" TEMPLATE template0`);
};

/** Lets the service read and write the owner's tables, but not alter, truncate or drop them. */
const privilegesSql = ({ owner, service }: ProvisionedDatabase): string => `
  GRANT USAGE ON SCHEMA public TO "${service}";
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  ALTER DEFAULT PRIVILEGES FOR ROLE "${owner}" IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "${service}";
  ALTER DEFAULT PRIVILEGES FOR ROLE "${owner}" IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO "${service}";
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "${service}";
  GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "${service}";`;

const provisionDatabase = async (adminUrl: string, entry: ProvisionedDatabase): Promise<void> => {
  const { database, owner, service } = entry;
  await withClient(adminUrl, async (client) => {
    await client.query(roleSql(owner, entry.ownerPassword) + roleSql(service, entry.servicePassword) + membershipSql(owner));
    await createDatabase(client, entry);
    // By default every role of the server can connect.
    await client.query(`REVOKE ALL ON DATABASE "${database}" FROM PUBLIC; GRANT CONNECT ON DATABASE "${database}" TO "${service}"`);
  });
  await withClient(urlOf(adminUrl, database), async (client) => {
    await client.query(privilegesSql(entry));
    await client.query(`COMMENT ON DATABASE "${database}" IS '${completionMark(entry)}'`);
  });
};

const incompleteOf = async (client: Client, provisioned: readonly ProvisionedDatabase[]): Promise<readonly ProvisionedDatabase[]> => {
  const complete = await completeDatabases(client);
  return provisioned.filter((entry) => complete.get(entry.database) !== completionMark(entry));
};

/** Serialized by a lock: PostgreSQL rejects concurrent changes of the same privileges. */
const provisionIncomplete = async (adminUrl: string, provisioned: readonly ProvisionedDatabase[]): Promise<void> =>
  withClient(adminUrl, async (client) => {
    if ((await incompleteOf(client, provisioned)).length === 0) return;
    await client.query('SELECT pg_advisory_lock(7003)');
    const incomplete = await incompleteOf(client, provisioned);
    await Promise.all(incomplete.map((entry) => provisionDatabase(adminUrl, entry)));
  });

/** Creates the database and the two roles of every context, if they are missing. Returns their URLs. */
export const provision = async (options: ProvisionOptions): Promise<ReadonlyMap<string, ContextDatabase>> => {
  const { adminUrl, contexts } = options;
  const provisioned = contexts.map((context) => [context, databaseOf(context, options)] as const);
  await provisionIncomplete(
    adminUrl,
    provisioned.map(([, entry]) => entry),
  );
  return new Map(
    provisioned.map(([context, entry]) => [
      context,
      {
        serviceUrl: urlOf(adminUrl, entry.database, { user: entry.service, password: entry.servicePassword }),
        ownerUrl: urlOf(adminUrl, entry.database, { user: entry.owner, password: entry.ownerPassword }),
      },
    ]),
  );
};

/** Drops all databases and roles that `provision` created. For tests. */
export const unprovision = async (options: ProvisionOptions): Promise<void> => {
  const provisioned = options.contexts.map((context) => databaseOf(context, options));
  await withClient(options.adminUrl, async (client) => {
    for (const { database, owner, service } of provisioned) {
      await client.query(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
      await client.query(`DROP ROLE IF EXISTS "${service}", "${owner}"`);
    }
  });
};
