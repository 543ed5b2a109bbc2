// What every entry point of the project does first: check Node, install the dependencies, continue on the pinned Node.
// Plain JavaScript without dependencies: it runs before anything is installed, on the machine's own Node.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The oldest Node that can install the project, and the oldest that can run it. */
const [toInstall, toRun] = [
  [20, 19],
  [24, 11],
];

export const fail = (message) => {
  console.error(message);
  process.exit(1);
};

const isAtLeast = ([major, minor]) => {
  const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
};

const timeOf = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

/** npm writes its own copy of the lock file when it is done; an older one means that the dependencies have changed since. */
const isInstalled = () => {
  const installed = timeOf(join(root, 'node_modules/.package-lock.json'));
  return installed > 0 && installed >= timeOf(join(root, 'package-lock.json'));
};

/** Runs a program to its end; a failure ends this process. */
export const run = (command, args, what) => {
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (signal !== null) process.exit(130);
  if (error !== undefined || status !== 0) fail(`${what} failed${error === undefined ? '' : `: ${error.message}`}.`);
};

/** The Node that the lock file pins for this machine, or undefined where the registry has none. */
const pinnedNode = () => {
  try {
    const folder = dirname(createRequire(join(root, 'package.json')).resolve(`node-${process.platform}-${process.arch}/package.json`));
    return realpathSync(join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'));
  } catch {
    return undefined;
  }
};

const lookMilliseconds = 500;

/** Our parent and its parent: npm runs scripts in a shell, which can outlive npm. */
const starters = () => {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    return `${process.ppid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]}`;
  } catch {
    return `${process.ppid}`;
  }
};

/** Calls back when npm, which started this process, is gone: not every signal reaches its scripts. Returns how to stop looking. */
export const onOrphaned = (callback) => {
  if (process.env.npm_lifecycle_event === undefined) return () => undefined;
  const before = starters();
  const watch = setInterval(() => starters() !== before && callback(), lookMilliseconds);
  watch.unref();
  return () => clearInterval(watch);
};

/**
 * Runs this very command on another Node and ends as it ends. Signals are passed on. Ctrl-C reaches the child from the terminal
 * too; its program takes the second one for an echo of the first. The IPC channel tells the child when this process is gone.
 */
const continueOn = async (node) => {
  const bin = join(root, 'node_modules', '.bin');
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const stopLooking = onOrphaned(() => child.kill('SIGTERM'));
  const [code, signal] = await new Promise((resolveEnd, reject) => {
    child.once('error', reject);
    child.once('exit', (...end) => resolveEnd(end));
  });
  stopLooking();
  process.exit(signal === null ? code : 128 + (constants.signals[signal] ?? 0));
};

/** Returns only on the pinned Node, with everything installed. Otherwise installs, and continues on that Node. */
export const prepare = async () => {
  if (!isAtLeast(toInstall)) fail(`Node ${toInstall.join('.')} or newer is needed; this is ${process.versions.node}.`);
  if (!isInstalled()) {
    console.log('Installing dependencies...');
    // Warnings would be about this Node, on which nothing but the installation runs.
    run('npm', ['ci', '--loglevel=error'], 'Installing the dependencies (npm ci)');
  }
  const node = pinnedNode();
  if (node === realpathSync(process.execPath)) return;
  if (node !== undefined) await continueOn(node);
  if (!isAtLeast(toRun))
    fail(
      `There is no Node for ${process.platform} ${process.arch} among the dependencies. Install Node ${toRun.join('.')} or newer; this is ${process.versions.node}.`,
    );
};
