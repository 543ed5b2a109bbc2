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

/** Both roles can log in and nothing else; a lost race with another start ends where this one would. */
const roleSql = (role: string, password: string): string => `
  DO $$ BEGIN
    CREATE ROLE "${role}" LOGIN;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
  END $$;
  ALTER ROLE "${role}" WITH LOGIN NOCREATEDB NOCREATEROLE NOINHERIT PASSWORD '${password}';`;

/** Whoever is no superuser must be a member of a role to give it a database. */
const membershipSql = (role: string): string => `
  DO $$ BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
      EXECUTE format('GRANT %I TO %I WITH INHERIT TRUE, SET TRUE', '${role}', current_user);
    END IF;
  END $$;`;

const isDuplicate = (fault: unknown): boolean => ['42P04', '23505'].includes((fault as { code?: string }).code ?? '');

const createDatabase = async (client: Client, { database, owner }: Place): Promise<void> => {
  try {
    // From template0 and not template1: nobody can be connected to it, which would be an error.
    await client.query(`CREATE DATABASE "${database}" OWNER "${owner}" TEMPLATE template0`);
  } catch (fault) {
    if (!isDuplicate(fault)) throw fault;
  }
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

/** Gives every context a database and two roles of its own, where it has none. Can be repeated; returns how to reach them. */
export const provision = async (options: ProvisionOptions): Promise<ReadonlyMap<string, ContextDatabase>> => {
  const { adminUrl, contexts } = options;
  const places = contexts.map((context) => [context, placeOf(context, options)] as const);
  const complete = await withClient(adminUrl, completeDatabases);
  const wanting = places.map(([, place]) => place).filter((place) => complete.get(place.database) !== markOf(place));
  await Promise.all(wanting.map((place) => provisionPlace(adminUrl, place)));
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
