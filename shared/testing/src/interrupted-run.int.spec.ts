import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { processesOf } from '@marketplace/servers';
import { eventually } from './eventually';

const root = resolve(__dirname, '../../..');

const commandsOf = async (folder: string): Promise<readonly string[]> => (await processesOf(folder)).map(({ command }) => command);

const isServer = (text: string): boolean => text.includes('nats-server') || text.includes('marketplace.folder');

describe('npm test', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'interrupted-run-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('leaves no process behind after %s', async (signal) => {
    // A suite that runs long enough to be interrupted and starts a second broker.
    const args = [join(root, 'test/run.mjs'), 'shared/platform/src/messaging/consumers.int'];
    const run = spawn(process.execPath, args, { cwd: root, env: { PATH: '/usr/bin:/bin', TMPDIR: folder }, stdio: 'ignore' });
    await eventually(async () => (await commandsOf(folder)).filter(isServer).length >= 3, { waitingFor: 'the servers of the run' });
    run.kill(signal);
    if (run.exitCode === null && run.signalCode === null) await once(run, 'exit');
    await eventually(async () => (await processesOf(folder)).length === 0, { waitingFor: 'every process to end' });
  });
});
