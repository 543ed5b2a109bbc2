import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@marketplace/testing';
import { logFileOf, supervise, type SupervisedService } from './supervisor';

const program = `
  const { appendFileSync } = require('node:fs');
  process.on('SIGTERM', () => { appendFileSync(process.env.TRACE, 'stopped in order\\n'); process.exit(0); });
  process.on('SIGINT', () => appendFileSync(process.env.TRACE, 'received Ctrl-C\\n'));
  setInterval(() => undefined, 1000);
  process.on('disconnect', () => { appendFileSync(process.env.TRACE, 'lost its parent\\n'); process.exit(0); });
  console.log('a line for the log');
  process.send('ready');
  appendFileSync(process.env.TRACE, 'started ' + Object.keys(process.env).sort().join(' ') + '\\n');
`;

describe('a supervised service', () => {
  let folder = '';
  let service: SupervisedService | undefined;
  const exits: string[] = [];

  const trace = async (): Promise<readonly string[]> =>
    (await readFile(join(folder, 'trace'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');

  const starts = (count: number): Promise<boolean> =>
    eventually(async () => (await trace()).filter((line) => line.startsWith('started')).length === count);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'supervised-'));
    exits.length = 0;
    const file = join(folder, 'program.js');
    await writeFile(file, program);
    service = await supervise({
      name: 'orders',
      program: file,
      dataDir: folder,
      variables: { TRACE: join(folder, 'trace'), OWN_SECRET: 'x' },
      onExit: (name, how) => void exits.push(`${name}: ${how}`),
    });
    await starts(1);
  });

  afterEach(async () => {
    await service?.stop();
    await rm(folder, { recursive: true });
  });

  it('receives only the given variables', async () => {
    expect((await trace())[0]).toBe('started OWN_SECRET TRACE');
  });

  it('is restarted when it exits, and the exit is reported', async () => {
    await service?.kill();
    await starts(2);
    expect(exits).toEqual(['orders: SIGKILL']);
  });

  it('reports when it is ready', async () => {
    await eventually(() => service?.isReady());
  });

  it('stops gracefully and stays stopped', async () => {
    await service?.stop();
    expect((await trace()).at(-1)).toBe('stopped in order');
    expect(exits).toEqual([]);
    expect(service?.isStopped()).toBe(true);
  });

  it('writes its output to its log', async () => {
    await eventually(async () => (await service?.lastLogLines())?.includes('a line for the log'));
    expect(logFileOf(folder, 'orders')).toBe(join(folder, 'logs', 'orders.log'));
  });
});
