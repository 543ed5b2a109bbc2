import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { rolePassword } from './secrets';

/** How a context reaches its database: as the role that runs it, and as the role that owns and migrates its tables. */
export type ContextDatabase = { readonly serviceUrl: string; readonly ownerUrl: string };

export type ProvisionOptions = {
  /** A role that may create databases and roles. */
  readonly adminUrl: string;
  readonly databaseKey: string;
  readonly contexts: readonly string[];
  /** Goes before the name of every database and role, so that several copies can share one server. */
  readonly prefix?: string;
};

type Place = {
  readonly database: string;
  readonly owner: string;
  readonly service: string;
  readonly ownerPassword: string;
  readonly servicePassword: string;
};

const placeOf = (context: string, { prefix = '', databaseKey }: ProvisionOptions): Place => {
  const [database, owner, service] = [`${prefix}${context}_db`, `${prefix}${context}_owner`, `${prefix}${context}_service`];
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(service)) throw new Error(`"${service}" cannot be the name of a role`);
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
  // A server that goes away also says so outside of any query; the query that waits for it fails, which is enough.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** Written on the database when it is complete: the next start sees at a glance that there is nothing to do. */
const markOf = ({ ownerPassword, servicePassword }: Place): string =>
  `provisioned 1 ${createHash('sha256').update(`${ownerPassword} ${servicePassword}`).digest('hex').slice(0, 32)}`;

const completeDatabases = async (client: Client): Promise<ReadonlyMap<string, string>> => {
  const { rows } = await client.query<{ datname: string; mark: string | null }>(
    `SELECT datname, shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datallowconn`,
  );
  return new Map(rows.map(({ datname, mark }) => [datname, mark ?? '']));
};

/** Both roles can log in and nothing else. */
const roleSql = (role: string, password: string): string => `
  DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN CREATE ROLE "${role}"; END IF;
  END $$;
  ALTER ROLE "${role}" WITH LOGIN NOCREATEDB NOCREATEROLE NOINHERIT PASSWORD '${password}';`;

/** Whoever is no superuser must be a member of a role to give it a database. */
const membershipSql = (role: string): string => `
  DO $$ BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
      EXECUTE format('GRANT %I TO %I WITH INHERIT TRUE, SET TRUE', '${role}', current_user);
    END IF;
  END $$;`;

const createDatabase = async (client: Client, { database, owner }: Place): Promise<void> => {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
  // From template0 and not template1: nobody can be connected to it, which would be an error.
  if (rowCount === 0) await client.query(`CREATE DATABASE "${database}" OWNER "${owner}" TEMPLATE template0`);
};

/** What the owner creates from now on, the service may read and write, but never change in shape, empty or drop. */
const rightsSql = ({ owner, service }: Place): string => `
  GRANT USAGE ON SCHEMA public TO "${service}";
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  ALTER DEFAULT PRIVILEGES FOR ROLE "${owner}" IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "${service}";
  ALTER DEFAULT PRIVILEGES FOR ROLE "${owner}" IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO "${service}";
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "${service}";
  GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "${service}";`;

const provisionPlace = async (adminUrl: string, place: Place): Promise<void> => {
  const { database, owner, service } = place;
  await withClient(adminUrl, async (client) => {
    await client.query(roleSql(owner, place.ownerPassword) + roleSql(service, place.servicePassword) + membershipSql(owner));
    await createDatabase(client, place);
    // Without this every role of the server could connect.
    await client.query(`REVOKE ALL ON DATABASE "${database}" FROM PUBLIC; GRANT CONNECT ON DATABASE "${database}" TO "${service}"`);
  });
  await withClient(urlOf(adminUrl, database), async (client) => {
    await client.query(rightsSql(place));
    await client.query(`COMMENT ON DATABASE "${database}" IS '${markOf(place)}'`);
  });
};

const wantingOf = async (client: Client, places: readonly Place[]): Promise<readonly Place[]> => {
  const complete = await completeDatabases(client);
  return places.filter((place) => complete.get(place.database) !== markOf(place));
};

/** One start at a time: PostgreSQL refuses to change the rights of one thing from two sessions at once. */
const provisionWanting = async (adminUrl: string, places: readonly Place[]): Promise<void> =>
  withClient(adminUrl, async (client) => {
    if ((await wantingOf(client, places)).length === 0) return;
    await client.query('SELECT pg_advisory_lock(7003)');
    const wanting = await wantingOf(client, places);
    await Promise.all(wanting.map((place) => provisionPlace(adminUrl, place)));
  });

/** Gives every context a database and two roles of its own, where it has none. Can be repeated; returns how to reach them. */
export const provision = async (options: ProvisionOptions): Promise<ReadonlyMap<string, ContextDatabase>> => {
  const { adminUrl, contexts } = options;
  const places = contexts.map((context) => [context, placeOf(context, options)] as const);
  await provisionWanting(
    adminUrl,
    places.map(([, place]) => place),
  );
  return new Map(
    places.map(([context, place]) => [
      context,
      {
        serviceUrl: urlOf(adminUrl, place.database, { user: place.service, password: place.servicePassword }),
        ownerUrl: urlOf(adminUrl, place.database, { user: place.owner, password: place.ownerPassword }),
      },
    ]),
  );
};

/** Removes what `provision` made, data included. For tests and throw-away copies. */
export const unprovision = async (options: ProvisionOptions): Promise<void> => {
  const places = options.contexts.map((context) => placeOf(context, options));
  await withClient(options.adminUrl, async (client) => {
    for (const { database, owner, service } of places) {
      await client.query(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
      await client.query(`DROP ROLE IF EXISTS "${service}", "${owner}"`);
    }
  });
};
