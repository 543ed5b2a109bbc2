// Runs a program from a fresh clone: installs, continues on the pinned Node, builds, runs. Requires only Node and npm.
//   node launcher/bin/start.mjs [start | start-services | demo | reset | schema | schema-check | new-context | reindex | graphql | import-online-retail]
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fail, prepare, root, run } from './prepare.mjs';

/** The programs, with their folder in `src/`. */
const folders = {
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

/** The projects to build; system tests are not included. `schema subgraphs/new` builds only that context, because the others are built. */
const projects = () =>
  program === 'schema' && more.length > 0
    ? ['launcher', ...more]
    : ['launcher', 'gateway', ...contexts().map((name) => `subgraphs/${name}`)];

const tsc = [join(root, 'node_modules/typescript-7/bin/tsc'), '-b'];

/** Updates the build files that list the contexts. Errors are ignored here, because the build reports them. */
const writeBuildFiles = () => {
  spawnSync(process.execPath, [...tsc, 'launcher'], { cwd: root, stdio: 'ignore' });
  const schema = join(root, 'launcher/dist/schema/schema.js');
  if (existsSync(schema)) run(process.execPath, [schema, '--before-build'], 'Updating the list of contexts');
};

const [program = 'start', ...more] = process.argv.slice(2);
if (!Object.hasOwn(folders, program)) fail(`Unknown program "${program}". Choose one of:  ${Object.keys(folders).join(', ')}`);
await prepare();
const file = join(root, 'launcher/dist', folders[program], `${program}.js`);
if (!existsSync(file)) console.log('Building...');
if (program === 'schema') writeBuildFiles();
run(process.execPath, [...tsc, ...projects()], 'The build');
// Without NODE_ENV, graphql-js runs development checks for every field.
process.env.NODE_ENV ??= 'production';
// In this process, so that signals reach the program directly.
createRequire(import.meta.url)(file);
