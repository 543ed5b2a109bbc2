import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { processBasics } from '@marketplace/launcher';
import { testServers } from '@marketplace/testing';
import { startProgram } from '../journeys/support/program';
import { copyOfRepository, type RepositoryCopy } from './copy-of-repository';

const run = promisify(execFile);

// Everything is rebuilt, because the events package has changed. On two busy cores this takes a while.
const timeout = 240_000;

/** Runs a Node program in the copy. If it fails, the error contains its output. */
const node = async ({ folder }: RepositoryCopy, ...args: readonly string[]): Promise<string> => {
  const env = { ...processBasics(), DATABASE_URL: testServers().databaseUrl };
  const { stdout, stderr } = await run(process.execPath, [...args], { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 });
  return `${stdout}${stderr}`;
};

const start = 'launcher/bin/start.mjs';
const runJest = ['--conditions=source', 'node_modules/jest/bin/jest.js'];

/** The lines of code that a developer would have written by hand. */
const linesOf = (text: string): number => text.trimEnd().split('\n').length;

describe('a new context', () => {
  let copy: RepositoryCopy;
  let changed: readonly string[] = [];
  let created: readonly string[] = [];

  beforeAll(async () => {
    copy = await copyOfRepository();
    const before = await copy.files();
    await node(copy, start, 'new-context', 'vouchers', '--aggregate', 'GiftVoucher');
    const after = await copy.files();
    created = [...after.keys()].filter((path) => !before.has(path)).sort();
    changed = [...before.keys()].filter((path) => after.get(path) !== before.get(path)).sort();
  }, timeout);

  afterAll(() => copy.remove());

  it('consists of a folder, its events and generated files', () => {
    expect(created.filter((path) => !path.startsWith('subgraphs/vouchers/'))).toEqual([
      'schema/events/Vouchers.GiftVoucherClosed.v1.json',
      'schema/events/Vouchers.GiftVoucherOpened.v1.json',
      'schema/src/events/vouchers.ts',
      'schema/subgraphs/vouchers.graphql',
    ]);
    expect(changed).toEqual([
      'README.md',
      'docker-compose.yml',
      'docs/architecture.md',
      'package-lock.json',
      'schema/contexts.json',
      'schema/src/events/by-context.ts',
      'schema/supergraph.graphql',
      'tsconfig.json',
    ]);
  });

  it('is short and contains only code about its aggregate', async () => {
    const texts = new Map<string, string>();
    for (const path of created) texts.set(path, await readFile(join(copy.folder, path), 'utf8'));
    for (const [path, text] of texts) expect([path, text]).toEqual([path, expect.not.stringMatching(/work.?item/i)]);
    const written = [...texts].filter(([path]) => path.endsWith('.ts') && !/\.(spec|fixtures)\.ts$/.test(path));
    expect(written.length).toBeLessThanOrEqual(12);
    expect(written.reduce((sum, [, text]) => sum + linesOf(text), 0)).toBeLessThan(500);
  });

  it(
    'is written as everything else is',
    async () => {
      const files = created.filter((path) => path.endsWith('.ts') || path.endsWith('.md'));
      await node(copy, 'node_modules/prettier/bin/prettier.cjs', '--check', ...files, ...changed);
    },
    timeout,
  );

  it(
    'passes its own tests',
    async () => {
      await node(copy, ...runJest, 'subgraphs/vouchers');
    },
    timeout,
  );

  it.each(['start', 'start-services'] as const)(
    'answers after npm run %s',
    async (program) => {
      const running = await startProgram({ DEMO_DATA: 'off', DATA_DIR: join(copy.folder, '.data') }, { folder: copy.folder, program });
      try {
        const health = (await (await fetch(`${running.url}/health/services`)).json()) as { services: Readonly<Record<string, unknown>> };
        expect(health.services['vouchers']).toEqual({ reachable: true, critical: false });
        const query = '{ giftVoucher(id: "01900000-0000-7000-8000-000000000001") { id title } }';
        const answer = await fetch(`${running.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query }),
        });
        expect(await answer.json()).toEqual({ data: { giftVoucher: null } });
      } finally {
        await running.dispose();
      }
    },
    timeout,
  );
});
