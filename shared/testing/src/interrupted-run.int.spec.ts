import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually } from './eventually';

const root = resolve(__dirname, '../../..');

/** The processes whose command line or environment names a folder. */
const processesOf = async (folder: string): Promise<readonly string[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = async (pid: string): Promise<string> => {
    const files = ['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => ''));
    return (await Promise.all(files)).join(' ').replaceAll('\0', ' ');
  };
  return (await Promise.all(pids.map(read))).filter((text) => text.includes(folder));
};

const isServer = (text: string): boolean => text.includes('nats-server') || text.includes('marketplace.folder');

describe('npm test', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'interrupted-run-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('leaves no process behind when it gets %s alone', async (signal) => {
    // A suite that takes long enough to be interrupted, and has a broker of its own beside the servers of the run.
    const args = [join(root, 'test/run.mjs'), 'shared/platform/src/messaging/consumers.int'];
    const run = spawn(process.execPath, args, { cwd: root, env: { PATH: '/usr/bin:/bin', TMPDIR: folder }, stdio: 'ignore' });
    await eventually(async () => (await processesOf(folder)).filter(isServer).length >= 3, { waitingFor: 'the servers of the run' });
    run.kill(signal);
    if (run.exitCode === null && run.signalCode === null) await once(run, 'exit');
    await eventually(async () => (await processesOf(folder)).length === 0, { waitingFor: 'every process to end' });
  });
});
