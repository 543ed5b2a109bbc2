// Everything from a fresh clone to a running program: checks Node, installs, builds, runs. Needs nothing but Node and npm.
//   node shared/launcher/bin/start.mjs [start | start-services | demo | reset | schema | schema-check | reindex | import-online-retail]
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const programs = ['start', 'start-services', 'demo', 'reset', 'schema', 'schema-check', 'reindex', 'import-online-retail'];

const fail = (message) => {
  console.error(message);
  process.exit(1);
};

const requireNode = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) fail(`Node 20.19 or newer is needed; this is ${process.versions.node}.`);
};

const timeOf = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

/** npm writes its own copy of the lock file when it is done; an older one means that dependencies have changed since. */
const isInstalled = () => {
  const installed = timeOf(join(root, 'node_modules/.package-lock.json'));
  return installed > 0 && installed >= timeOf(join(root, 'package-lock.json'));
};

const run = (command, args, what) => {
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (signal !== null) process.exit(130);
  if (error !== undefined || status !== 0) fail(`${what} failed${error === undefined ? '' : `: ${error.message}`}.`);
};

/** What runs; tests across the whole system are not among it. */
const projects = () => ['shared/launcher', 'gateway', ...readdirSync(join(root, 'subgraphs')).map((name) => `subgraphs/${name}`)];

const prepare = () => {
  if (!isInstalled()) {
    console.log('Installing dependencies...');
    run('npm', ['ci'], 'Installing the dependencies (npm ci)');
  }
  if (!existsSync(join(root, 'shared/launcher/dist/start.js'))) console.log('Building...');
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', ...projects()], 'The build');
};

const [program = 'start'] = process.argv.slice(2);
if (!programs.includes(program)) fail(`There is no "${program}". Choose one of: ${programs.join(', ')}`);
requireNode();
prepare();
// graphql-js, for one, checks its own use at every field unless it is told that this is not development.
process.env.NODE_ENV ??= 'production';
// In this very process: a signal reaches the program itself, and nobody stands between it and the terminal.
createRequire(import.meta.url)(join(root, 'shared/launcher/dist', `${program}.js`));
