import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { processBasics } from '@marketplace/launcher';
import { spreadOf } from './measure';

const run = promisify(execFile);

describe('the benchmark', () => {
  it('calculates the median and the 99th percentile', () => {
    const samples = Array.from({ length: 200 }, (_, position) => 200 - position);
    expect(spreadOf(samples)).toEqual({ median: 101, p99: 199, count: 200 });
  });

  it('runs in its short form, and prints all tables', async () => {
    const program = resolve(__dirname, '../dist/bench/bench.js');
    const { stdout } = await run(process.execPath, [program, '--short'], { env: processBasics() });
    for (const title of [
      'Start',
      'Latency',
      'Full checkouts',
      'Reads at 16',
      'Carts',
      'Flash sale',
      'SQL statements',
      'One hot variant',
      'Import',
      '24 products',
    ])
      expect(stdout).toContain(title);
  }, 900_000);
});
