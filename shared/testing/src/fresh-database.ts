import { createHash, randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { testServers } from './test-servers';

type Owner = { readonly name: string; readonly password: string };

/** A database of its own for a test. */
export type FreshDatabase = {
  readonly name: string;
  /** The owner's URL: an ordinary role that may do what it wants in this database and nothing elsewhere. */
  readonly url: string;
  /** The superuser's URL of the same database, to look behind the owner's back. */
  readonly adminUrl: string;
  /** Drops the database and its role, cutting whoever is still connected. */
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

/** Makes an empty database; the name is for people who read a log, and is made unique. */
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

/** What the databases of one kind have in common. */
export type Template = {
  /** Of what: a context, mostly. */
  readonly about: string;
  /** Everything that decides what is in it, such as the names of its migrations. */
  readonly version: string;
  /** Fills the template, as its owner. Called once in a test run, by the first test that needs it. */
  readonly fill: (url: string) => Promise<void>;
};

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** Only templates of this run count: the code that filled those of another may have been different. */
const runOf = (): string => hashOf(testServers().natsAccounts);

const templateOf = ({ about, version }: Template): Owner => ({
  name: `template_${about}_${hashOf(`${runOf()} ${version}`)}`,
  password: 'test',
});

const markOf = (run: string): string => `filled by the test run ${run}`;

/** Templates that this process knows to be filled. */
const known = new Set<string>();

/** The first comer fills it and the others wait. Half a template, left by a test that was killed, is made again. */
const ensureFilled = (template: Template): Promise<void> =>
  withAdmin(async (client) => {
    const owner = templateOf(template);
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [owner.name]);
    const { rows } = await client.query<{ state: string | null }>(
      `SELECT shobj_description(oid, 'pg_database') AS state FROM pg_database WHERE datname = $1`,
      [owner.name],
    );
    if (rows[0]?.state === markOf(runOf())) return;
    for (const sql of [dropDatabase(owner.name), `DROP ROLE IF EXISTS "${owner.name}"`, createRole(owner)]) await client.query(sql);
    for (const sql of createDatabase(owner.name, owner)) await client.query(sql);
    await template.fill(urlOf(owner.name, owner));
    await client.query(`COMMENT ON DATABASE "${owner.name}" IS '${markOf(runOf())}'`);
  });

/** Drops the templates of this run, where the server is one that stays. */
export const dropTemplates = (): Promise<void> =>
  withAdmin(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT datname AS name FROM pg_database WHERE shobj_description(oid, 'pg_database') = $1`,
      [markOf(runOf())],
    );
    for (const { name } of rows) for (const sql of [dropDatabase(name), `DROP ROLE IF EXISTS "${name}"`]) await client.query(sql);
  });

/** A database of its own for a test that begins as a copy of a template. All copies of a template have the same owner. */
export const databaseFrom = async (template: Template): Promise<FreshDatabase> => {
  const owner = templateOf(template);
  if (!known.has(owner.name)) await ensureFilled(template);
  known.add(owner.name);
  const name = nameFor(template.about);
  await asAdmin(...createDatabase(name, owner, owner.name));
  return { name, url: urlOf(name, owner), adminUrl: urlOf(name), drop: () => asAdmin(dropDatabase(name)) };
};
