import { createHash, randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { testServers } from './test-servers';

type Owner = { readonly name: string; readonly password: string };

/** A separate database for a test. */
export type FreshDatabase = {
  readonly name: string;
  /** The URL of the owner: a regular role with all privileges in this database only. */
  readonly url: string;
  /** The URL of the superuser for the same database. */
  readonly adminUrl: string;
  /** Drops the database and its role and closes open connections. */
  readonly drop: () => Promise<void>;
};

const withAdmin = async (work: (client: Client) => Promise<void>): Promise<void> => {
  const client = new Client({ connectionString: testServers().databaseUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
};

const asAdmin = (...statements: readonly string[]): Promise<void> =>
  withAdmin(async (client) => {
    for (const statement of statements) await client.query(statement);
  });

const urlOf = (name: string, user?: Owner): string => {
  const url = new URL(testServers().databaseUrl);
  url.pathname = `/${name}`;
  if (user !== undefined) [url.username, url.password] = [user.name, user.password];
  return url.href;
};

const nameFor = (about: string): string =>
  `${about
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 40)}_${randomBytes(4).toString('hex')}`;

const createRole = ({ name, password }: Owner): string => `CREATE ROLE "${name}" LOGIN PASSWORD '${password}'`;

const createDatabase = (name: string, owner: Owner, template = ''): readonly string[] => [
  `CREATE DATABASE "${name}" OWNER "${owner.name}"${template === '' ? '' : ` TEMPLATE "${template}"`}`,
  `REVOKE ALL ON DATABASE "${name}" FROM PUBLIC`,
];

const dropDatabase = (name: string): string => `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`;

/** Creates an empty database. The name appears in logs and gets a unique suffix. */
export const freshDatabase = async (about: string): Promise<FreshDatabase> => {
  const name = nameFor(about);
  const owner = { name, password: randomBytes(9).toString('hex') };
  await asAdmin(createRole(owner), ...createDatabase(name, owner));
  return {
    name,
    url: urlOf(name, owner),
    adminUrl: urlOf(name),
    drop: () => asAdmin(dropDatabase(name), `DROP ROLE IF EXISTS "${name}"`),
  };
};

/** A template of databases. */
export type Template = {
  /** The subject, usually a context. */
  readonly about: string;
  /** The version of the content, such as the names of its migrations. */
  readonly version: string;
  /** Fills the template as its owner. Called once per test run, by the first test that uses it. */
  readonly fill: (url: string) => Promise<void>;
};

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** The ID of this test run. Templates of other runs are not used, because other code may have filled them. */
const runId = (): string => hashOf(testServers().natsAccounts);

const templateOf = ({ about, version }: Template): Owner => ({
  name: `template_${about}_${hashOf(`${runId()} ${version}`)}`,
  password: 'test',
});

const commentOf = (run: string): string => `filled by the test run ${run}`;

/** Names of templates that are filled. */
const known = new Set<string>();

/** Fills a template once; concurrent callers wait. An incomplete template of a killed test is created again. */
const ensureFilled = (template: Template): Promise<void> =>
  withAdmin(async (client) => {
    const owner = templateOf(template);
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [owner.name]);
    const { rows } = await client.query<{ state: string | null }>(
      `SELECT shobj_description(oid, 'pg_database') AS state FROM pg_database WHERE datname = $1`,
      [owner.name],
    );
    if (rows[0]?.state === commentOf(runId())) return;
    for (const sql of [dropDatabase(owner.name), `DROP ROLE IF EXISTS "${owner.name}"`, createRole(owner)]) await client.query(sql);
    for (const sql of createDatabase(owner.name, owner)) await client.query(sql);
    await template.fill(urlOf(owner.name, owner));
    await client.query(`COMMENT ON DATABASE "${owner.name}" IS '${commentOf(runId())}'`);
  });

/** Drops the templates of this run, for a server that keeps running. */
export const dropTemplates = (): Promise<void> =>
  withAdmin(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT datname AS name FROM pg_database WHERE shobj_description(oid, 'pg_database') = $1`,
      [commentOf(runId())],
    );
    for (const { name } of rows) for (const sql of [dropDatabase(name), `DROP ROLE IF EXISTS "${name}"`]) await client.query(sql);
  });

/** Creates a separate database for a test as a copy of a template. All copies have the same owner. */
export const databaseFrom = async (template: Template): Promise<FreshDatabase> => {
  const owner = templateOf(template);
  if (!known.has(owner.name)) await ensureFilled(template);
  known.add(owner.name);
  const name = nameFor(template.about);
  await asAdmin(...createDatabase(name, owner, owner.name));
  return { name, url: urlOf(name, owner), adminUrl: urlOf(name), drop: () => asAdmin(dropDatabase(name)) };
};
