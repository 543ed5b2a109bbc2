import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = resolve(__dirname, '../..');

/** Files by path. */
export type Tree = Readonly<Record<string, string>>;

/** A violated rule, and the file that violates it. */
export type Breach = { readonly rule: string; readonly file: string };

const workspaces = {
  demo: 'subgraphs/demo',
  other: 'subgraphs/other',
  gateway: 'gateway',
  schema: 'schema',
  application: 'shared/application',
  kernel: 'shared/kernel',
  launcher: 'launcher',
  platform: 'shared/platform',
  servers: 'shared/servers',
  testing: 'shared/testing',
};

const packages = ['fast-check', 'nats', 'type-graphql', 'typeorm'];

/** A minimal marketplace with all kinds of allowed imports. */
const wellBuilt: Tree = {
  'subgraphs/demo/src/domain/thing.ts': "import { money } from '@marketplace/kernel';\nexport const thing = money;",
  'subgraphs/demo/src/domain/thing.spec.ts': "import '@marketplace/testing';\nimport 'fast-check';\nimport './thing';",
  'subgraphs/demo/src/application/things.ts':
    "import '../domain/thing';\nimport '@marketplace/application';\nimport '@marketplace/kernel';\nimport '@marketplace/schema';",
  'subgraphs/demo/src/application/things.spec.ts':
    "import './things';\nimport '@marketplace/application/testing';\nimport '@marketplace/testing';",
  'subgraphs/demo/src/adapters/postgres/things.ts':
    "import 'typeorm';\nimport '@marketplace/platform';\nimport '../../application/things';\nimport './rows';",
  'subgraphs/demo/src/adapters/postgres/rows.ts': 'export const rows = [];',
  'subgraphs/demo/src/adapters/postgres/migrations/0001-demo.ts': "export const up = '';",
  'subgraphs/demo/src/adapters/postgres/things.int.spec.ts':
    "import './things';\nimport '../nats/publications';\nimport '@marketplace/testing';",
  'subgraphs/demo/src/adapters/nats/publications.ts': "import '@marketplace/schema';\nimport '@marketplace/platform';",
  'subgraphs/demo/src/adapters/graphql/thing.resolver.ts':
    "import 'type-graphql';\nimport '@marketplace/platform/graphql';\nimport '../../application/things';",
  'subgraphs/demo/src/main.ts':
    "import './adapters/graphql/thing.resolver';\nimport './adapters/nats/publications';\nimport './adapters/postgres/things';",
  'subgraphs/other/src/main.ts': "import '@marketplace/platform';",
  'gateway/src/index.ts': "import './gateway';",
  'gateway/src/gateway.ts': "import '@marketplace/platform';\nimport './http/http';\nimport './websocket/websocket';",
  'gateway/src/core/refusals.ts': 'export const refusal = 0;',
  'gateway/src/identity/identity.ts': "import '../core/refusals';",
  'gateway/src/transports/health.ts': "import '../core/refusals';",
  'gateway/src/operations/operations.ts': "import '../identity/identity';\nimport '../transports/health';",
  'gateway/src/subscriptions/subscriptions.ts': "import '../identity/identity';\nimport '../operations/operations';",
  'gateway/src/http/http.ts': "import '../subscriptions/subscriptions';\nimport '../transports/health';\nimport './page';",
  'gateway/src/http/page.ts': 'export const page = 0;',
  'gateway/src/http/http.spec.ts': "import '../gateway';",
  'gateway/src/websocket/websocket.ts': "import '../subscriptions/subscriptions';",
  'launcher/src/index.ts': "import '@marketplace/demo';\nimport './demo/demo';\nimport './marketplace/marketplace';",
  'launcher/src/command/paths.ts': 'export const root = 0;',
  'launcher/src/contexts/contexts.ts': "import '../command/paths';",
  'launcher/src/processes/supervisor.ts': "import '../command/paths';",
  'launcher/src/marketplace/marketplace.ts':
    "import '@marketplace/gateway';\nimport '@marketplace/servers';\nimport '../contexts/contexts';\nimport '../processes/supervisor';",
  'launcher/src/client/client.ts': "import '../command/paths';",
  'launcher/src/demo/demo.ts': "import '../client/client';",
  'launcher/src/demo/demo.int.spec.ts': "import './demo';\nimport '../marketplace/marketplace';",
  'launcher/src/online-retail/import.ts': "import '../client/client';",
  'launcher/src/reindex/reindex.ts': "import '../client/client';",
  'launcher/src/generated/files.ts': "import '../contexts/contexts';",
  'launcher/src/schema/schema.ts': "import '../generated/files';",
  'launcher/src/new-context/new-context.ts': "import '../generated/files';",
  'launcher/src/compose/provision.ts': "import '../contexts/contexts';",
  'launcher/src/start/start.ts': "import '../demo/demo';\nimport '../marketplace/marketplace';",
  'launcher/template/src/domain/thing.ts': "import '@marketplace/kernel';",
  'launcher/template/src/main.ts': "import '@marketplace/platform';\nimport './domain/thing';",
  'schema/src/index.ts': "import '@marketplace/kernel';",
  'shared/application/src/index.ts': "import '@marketplace/kernel';",
  'shared/application/src/testing/index.ts': "import '../index';",
  'shared/kernel/src/index.ts': 'export const money = 0;',
  'shared/platform/src/index.ts': "import 'nats';\nimport '@marketplace/schema';",
  'shared/platform/src/graphql/index.ts': "import 'type-graphql';",
  'shared/servers/src/index.ts': "import 'node:net';",
  'shared/testing/src/index.ts': "import '@marketplace/servers';",
  'test/journeys/purchase.journey.spec.ts': "import '@marketplace/launcher';",
};

const write = async (folder: string, tree: Tree): Promise<void> => {
  for (const [path, text] of Object.entries(tree)) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), `${text}\n`);
  }
};

const manifestOf = (path: string): string => {
  const entry = path.startsWith('subgraphs/') ? './src/main.ts' : './src/index.ts';
  const folders = ['graphql', 'testing'].map((folder) => [`./${folder}`, { source: `./src/${folder}/index.ts` }] as const);
  return JSON.stringify({ exports: { '.': { source: entry }, ...Object.fromEntries(folders) } });
};

const build = async (folder: string, planted: Tree): Promise<void> => {
  await write(folder, { ...wellBuilt, ...planted });
  await write(folder, Object.fromEntries(Object.values(workspaces).map((path) => [`${path}/package.json`, manifestOf(path)])));
  await write(folder, Object.fromEntries(packages.map((name) => [`node_modules/${name}/index.js`, 'module.exports = {};'])));
  await mkdir(join(folder, 'node_modules/@marketplace'));
  for (const [name, path] of Object.entries(workspaces)) {
    await symlink(join(folder, path), join(folder, 'node_modules/@marketplace', name));
  }
};

type Report = { readonly summary: { readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[] } };

const cruise = async (folder: string): Promise<Report> => {
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const options = ['--config', join(root, '.dependency-cruiser.cjs'), '--output-type', 'json'];
  const folders = ['gateway', 'launcher', 'schema', 'shared', 'subgraphs', 'test'];
  const { stdout } = await run(process.execPath, [cruiser, ...options, ...folders], { cwd: folder, maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as Report;
};

/** The rules that are violated when these files are added to the minimal marketplace. */
export const breachesWith = async (planted: Tree): Promise<readonly Breach[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'marketplace-fences-'));
  try {
    await build(folder, planted);
    const { summary } = await cruise(folder);
    return summary.violations.map(({ rule, from }) => ({ rule: rule.name, file: from }));
  } finally {
    await rm(folder, { recursive: true });
  }
};
