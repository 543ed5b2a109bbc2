import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { once } from 'node:events';
import { connect } from 'nats';
import { Client } from 'pg';
import { serversEnv } from './env';
import { freePort } from './free-port';
import { identify } from './processes';
import { startPostgres } from './postgres-server';
import { startServers, type Servers, type ServersOptions } from './servers';
import { isAddressInUse } from './start-failure';

const toolsDir = resolve(__dirname, '../../../.tools');

const ask = async (url: string, sql: string): Promise<readonly Record<string, unknown>[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};

describe('the servers', () => {
  let folder = '';
  let running: Servers | undefined;

  const options = (): ServersOptions => ({
    folder,
    toolsDir,
    durable: true,
    env: { databaseUrl: undefined, natsUrl: undefined, searchPath: serversEnv().searchPath },
  });

  const start = async (): Promise<Servers> => {
    running = await startServers(options());
    return running;
  };

  const pidIn = async (file: string): Promise<number> => Number.parseInt(await readFile(join(folder, file), 'utf8'), 10);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marketplace-servers-'));
  });

  afterEach(async () => {
    await running?.stop();
    running = undefined;
    await rm(folder, { recursive: true });
  });

  it('start, serve, stop without a trace, and find their data again', async () => {
    const first = await start();
    await ask(first.databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const connection = await connect({ servers: first.natsUrl });
    await (await connection.jetstreamManager()).streams.add({ name: 'EVENTS', subjects: ['evt.>'] });
    await connection.close();
    const pids = await Promise.all([pidIn('postgres/data/postmaster.pid'), pidIn('nats/nats-server.pid')]);
    await first.stop();
    expect(await Promise.all(pids.map(identify))).toEqual([undefined, undefined]);

    const second = await start();
    expect(await ask(second.databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    const again = await connect({ servers: second.natsUrl });
    expect((await (await again.jetstreamManager()).streams.info('EVENTS')).config.name).toBe('EVENTS');
    await again.close();
  });

  it('are durable unless they are for tests', async () => {
    const { databaseUrl } = await start();
    expect(await ask(databaseUrl, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
    expect(await ask(databaseUrl, 'SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
  });

  it('recover when PostgreSQL was killed', async () => {
    const first = await start();
    await ask(first.databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    process.kill(await pidIn('postgres/data/postmaster.pid'), 'SIGKILL');
    await first.stop();
    const { databaseUrl } = await start();
    expect(await ask(databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('are taken over from a run that was killed and left them running', async () => {
    const first = await start();
    await ask(first.databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const left = await pidIn('postgres/data/postmaster.pid');
    await writeFile(join(folder, 'owner.pid'), '');
    const { databaseUrl } = await start();
    expect(await identify(left)).toBeUndefined();
    expect(await ask(databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await first.stop();
  });

  it('start over a lock file whose number belongs to another program by now', async () => {
    await (await start()).stop();
    const stranger = spawn('sleep', ['60']);
    await writeFile(join(folder, 'postgres/data/postmaster.pid'), `${(stranger.pid ?? 0).toString()}\n`);
    await start();
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    stranger.kill();
    await once(stranger, 'exit');
  });

  it('refuse a folder that another run works in', async () => {
    await start();
    await expect(startServers(options())).rejects.toThrow('is in use by process');
  });

  it('leave servers of your own alone', async () => {
    const env = { databaseUrl: 'postgres://you@your.host/db', natsUrl: 'nats://your.host', searchPath: [] };
    const servers = await startServers({ ...options(), env });
    expect(servers).toMatchObject({ databaseUrl: env.databaseUrl, natsUrl: env.natsUrl });
    await servers.stop();
    expect(await readdir(folder)).toEqual([]);
  });

  it('say in one line why PostgreSQL does not start, and keep what it said last', async () => {
    const port = await freePort();
    const postgres = await startPostgres({ port, folder: join(folder, 'one'), durable: false });
    const fault: unknown = await startPostgres({ port, folder: join(folder, 'two'), durable: false }).catch((caught: unknown) => caught);
    expect(String(fault)).toMatch(/^StartFailure: PostgreSQL ended while starting: [^\n]*two\/postgres.log\.$/);
    expect(isAddressInUse(fault)).toBe(true);
    await postgres.stop();
  });

  it('say which PostgreSQL wrote the data that this one cannot read', async () => {
    await (await start()).stop();
    await writeFile(join(folder, 'postgres/data/PG_VERSION'), '15\n');
    await expect(start()).rejects.toThrow(
      /^The data in \S+postgres was written by PostgreSQL 15, and this is PostgreSQL \d+[^\n]*DATA_DIR[^\n]*$/,
    );
  });
});
