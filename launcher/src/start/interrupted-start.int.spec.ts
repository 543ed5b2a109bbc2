import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort, processesOf } from '@marketplace/servers';
import { eventually } from '@marketplace/testing';
import { processBasics } from '../command/env';

const program = resolve(__dirname, '../../dist/start/start.js');

/** Long enough for a busy machine, and less than the last resort of an orderly stop. */
const bound = { timeout: 60_000, every: 100 };

type Start = { readonly child: ChildProcess; readonly output: () => string };

describe('an interrupted start', () => {
  let folder = '';
  let port = 0;

  const start = (): Start => {
    const env = { ...processBasics(), PORT: port.toString(), DATA_DIR: folder, LOG_LEVEL: 'fatal', DEMO_DATA: 'off' };
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return { child, output: () => output };
  };

  const isListening = (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${port.toString()}/health/ready`).then(
      (response) => response.ok,
      () => false,
    );

  const end = async ({ child, output }: Start, signal: NodeJS.Signals): Promise<void> => {
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
    if (signal !== 'SIGKILL')
      expect([child.exitCode, output()]).toEqual([
        0,
        expect.stringMatching(/^Starting the marketplace\.\.\.\n(\nThe marketplace is ready [^]*)?\nStopping\.\.\.\s*$/),
      ]);
    await eventually(async () => expect(await processesOf(folder)).toEqual([]) ?? true, {
      ...bound,
      waitingFor: 'the end of every process',
    });
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marketplace-interrupted-'));
    port = await freePort();
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Moments of a start, by what runs then. */
  const moments: Readonly<Record<string, () => Promise<unknown>>> = {
    'as it begins': () => Promise.resolve(true),
    'when PostgreSQL runs': async () => (await processesOf(folder)).some(({ command }) => / -D |postgres/.test(command)),
    'when simulators run': async () => (await processesOf(folder)).some(({ command }) => command.includes('simulator-command')),
    'when it is ready': isListening,
  };

  it.each([
    ['SIGKILL', 'as it begins'],
    ['SIGTERM', 'as it begins'],
    ['SIGINT', 'when PostgreSQL runs'],
    ['SIGKILL', 'when PostgreSQL runs'],
    ['SIGTERM', 'when simulators run'],
    ['SIGKILL', 'when simulators run'],
    ['SIGINT', 'when it is ready'],
    ['SIGKILL', 'when it is ready'],
  ] as const)('leaves no process behind after %s %s', async (signal, moment) => {
    const running = start();
    await eventually(() => running.output() !== '' || running.child.exitCode !== null, bound);
    await eventually(moments[moment] ?? isListening, { timeout: 240_000, every: 50, waitingFor: moment });
    await end(running, signal);
  });

  it('is followed by a successful one, even right after a crash, and stops in order', async () => {
    const crashed = start();
    await eventually(isListening, { timeout: 240_000 });
    crashed.child.kill('SIGKILL');
    await once(crashed.child, 'exit');
    const next = start();
    await eventually(isListening, { timeout: 240_000, waitingFor: 'the second start' });
    await end(next, 'SIGTERM');
  });
});
