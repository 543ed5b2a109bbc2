// From a fresh clone to a running program: installs, continues on the pinned Node, builds, runs. Needs nothing but Node and npm.
//   node launcher/bin/start.mjs [start | start-services | demo | reset | schema | schema-check | new-context | reindex | graphql | import-online-retail]
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fail, prepare, root, run } from './prepare.mjs';

/** Every program, and the room of `src/` that it is in. */
const rooms = {
  start: 'start',
  'start-services': 'start',
  demo: 'demo',
  reset: 'start',
  schema: 'schema',
  'schema-check': 'schema',
  'new-context': 'new-context',
  reindex: 'reindex',
  graphql: 'graphql',
  'import-online-retail': 'online-retail',
};

const contexts = () => readdirSync(join(root, 'subgraphs')).filter((name) => existsSync(join(root, 'subgraphs', name, 'tsconfig.json')));

/** What runs; tests across the whole system are not among it. `schema subgraphs/new` builds that context only: the others are built. */
const projects = () =>
  program === 'schema' && more.length > 0
    ? ['launcher', ...more]
    : ['launcher', 'gateway', ...contexts().map((name) => `subgraphs/${name}`)];

const tsc = [join(root, 'node_modules/typescript-7/bin/tsc'), '-b'];

/** What the build reads of the folders of contexts. It may be wrong where one has come or gone: what fails here is said by the build. */
const writeBuildFiles = () => {
  spawnSync(process.execPath, [...tsc, 'launcher'], { cwd: root, stdio: 'ignore' });
  const schema = join(root, 'launcher/dist/schema/schema.js');
  if (existsSync(schema)) run(process.execPath, [schema, '--before-build'], 'Listing the contexts');
};

const [program = 'start', ...more] = process.argv.slice(2);
if (!Object.hasOwn(rooms, program)) fail(`There is no "${program}". Choose one of: ${Object.keys(rooms).join(', ')}`);
await prepare();
const file = join(root, 'launcher/dist', rooms[program], `${program}.js`);
if (!existsSync(file)) console.log('Building...');
if (program === 'schema') writeBuildFiles();
run(process.execPath, [...tsc, ...projects()], 'The build');
// graphql-js, for one, checks its own use at every field unless it is told that this is not development.
process.env.NODE_ENV ??= 'production';
// In this very process: a signal reaches the program itself, and nobody stands between it and the terminal.
createRequire(import.meta.url)(file);
