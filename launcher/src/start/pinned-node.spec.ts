import { execFile } from 'node:child_process';
import { access, copyFile, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { processBasics } from '../command/env';
import { repositoryRoot } from '../command/paths';

const run = promisify(execFile);

const pinned = join(repositoryRoot, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');

/** The Node of this machine, or a copy of the pinned one where the machine has no other. */
const machineNode = async (folder: string): Promise<string> => {
  const own = await realpath(pinned);
  for (const place of (processBasics()['PATH'] ?? '').split(delimiter)) {
    const node = await realpath(join(place, 'node')).catch(() => own);
    if (node !== own) return node;
  }
  const copy = join(folder, 'node');
  await copyFile(own, copy);
  return copy;
};

type Trace = { readonly node: string; readonly version: string; readonly program: string };

/** Notes each process of Node that runs, in order. */
const traceTo = (file: string): string =>
  `const { appendFileSync, realpathSync } = require('node:fs');
   appendFileSync(${JSON.stringify(file)}, JSON.stringify({ node: realpathSync(process.execPath), version: process.version, program: process.argv[1] }) + '\\n');`;

describe("a command that is started with the machine's Node", () => {
  let folder = '';
  beforeEach(async () => {
    await access(pinned);
    folder = await mkdtemp(join(tmpdir(), 'pinned-node-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('continues on the pinned Node, offline after everything is installed', async () => {
    const [trace, preload] = [join(folder, 'trace'), join(folder, 'preload.cjs')];
    await writeFile(preload, traceTo(trace));
    const start = join(repositoryRoot, 'launcher/bin/start.mjs');
    const { PATH = '' } = processBasics();
    const { stdout } = await run(await machineNode(folder), [start, 'reset'], {
      // Nothing answers there: whatever asked a registry would fail.
      env: { PATH, DATA_DIR: join(folder, 'data'), NODE_OPTIONS: `--require=${preload}`, npm_config_registry: 'http://127.0.0.1:9' },
    });
    expect(stdout).toContain('No marketplace data in');
    const processes = (await readFile(trace, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Trace)
      .filter(({ program }) => program === start);
    expect(processes).toHaveLength(2);
    expect(processes[0]?.node).not.toBe(await realpath(pinned));
    expect(processes[1]).toMatchObject({ node: await realpath(pinned), version: expect.stringMatching(/^v24\./) });
  });
});
