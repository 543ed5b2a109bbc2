import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@marketplace/testing';
import { logFileOf, supervise, type SupervisedService } from './supervisor';

const program = `
  const { appendFileSync } = require('node:fs');
  process.on('SIGTERM', () => { appendFileSync(process.env.TRACE, 'stopped in order\\n'); process.exit(0); });
  process.on('SIGINT', () => appendFileSync(process.env.TRACE, 'heard Ctrl-C\\n'));
  setInterval(() => undefined, 1000);
  process.on('disconnect', () => { appendFileSync(process.env.TRACE, 'lost its parent\\n'); process.exit(0); });
  console.log('a line for the log');
  process.send('ready');
  appendFileSync(process.env.TRACE, 'started ' + Object.keys(process.env).sort().join(' ') + '\\n');
`;

describe('a supervised service', () => {
  let folder = '';
  let service: SupervisedService | undefined;
  const deaths: string[] = [];

  const trace = async (): Promise<readonly string[]> =>
    (await readFile(join(folder, 'trace'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');

  const starts = (count: number): Promise<boolean> =>
    eventually(async () => (await trace()).filter((line) => line.startsWith('started')).length === count);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'supervised-'));
    deaths.length = 0;
    const file = join(folder, 'program.js');
    await writeFile(file, program);
    service = await supervise({
      name: 'orders',
      program: file,
      dataDir: folder,
      variables: { TRACE: join(folder, 'trace'), OWN_SECRET: 'x' },
      onDeath: (name, how) => void deaths.push(`${name}: ${how}`),
    });
    await starts(1);
  });

  afterEach(async () => {
    await service?.stop();
    await rm(folder, { recursive: true });
  });

  it('gets the variables that it is given, and none of ours', async () => {
    expect((await trace())[0]).toBe('started OWN_SECRET TRACE');
  });

  it('is started again when it dies, and the death is told', async () => {
    await service?.kill();
    await starts(2);
    expect(deaths).toEqual(['orders: SIGKILL']);
  });

  it('says when it is ready', async () => {
    await eventually(() => service?.isReady());
  });

  it('stops in order, and stays stopped', async () => {
    await service?.stop();
    expect((await trace()).at(-1)).toBe('stopped in order');
    expect(deaths).toEqual([]);
    expect(service?.isStopped()).toBe(true);
  });

  it('writes what it says into its log', async () => {
    await eventually(async () => (await service?.lastWords())?.includes('a line for the log'));
    expect(logFileOf(folder, 'orders')).toBe(join(folder, 'logs', 'orders.log'));
  });
});
