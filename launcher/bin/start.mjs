// From a fresh clone to a running program: installs, continues on the pinned Node, builds, runs. Needs nothing but Node and npm.
//   node launcher/bin/start.mjs [start | start-services | demo | reset | schema | schema-check | reindex | import-online-retail]
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
  reindex: 'reindex',
  'import-online-retail': 'online-retail',
};

/** What runs; tests across the whole system are not among it. */
const projects = () => ['launcher', 'gateway', ...readdirSync(join(root, 'subgraphs')).map((name) => `subgraphs/${name}`)];

const [program = 'start'] = process.argv.slice(2);
if (!Object.hasOwn(rooms, program)) fail(`There is no "${program}". Choose one of: ${Object.keys(rooms).join(', ')}`);
await prepare();
const file = join(root, 'launcher/dist', rooms[program], `${program}.js`);
if (!existsSync(file)) console.log('Building...');
run(process.execPath, [join(root, 'node_modules/typescript-7/bin/tsc'), '-b', ...projects()], 'The build');
// graphql-js, for one, checks its own use at every field unless it is told that this is not development.
process.env.NODE_ENV ??= 'production';
// In this very process: a signal reaches the program itself, and nobody stands between it and the terminal.
createRequire(import.meta.url)(file);
