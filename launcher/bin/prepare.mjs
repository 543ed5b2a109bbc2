// First step of every entry point: checks Node, installs the dependencies, continues on the pinned Node.
// Plain JavaScript without dependencies: it runs before the installation, on the machine's Node.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The oldest Node versions that can install and run the project. */
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

/** npm writes its copy of the lock file after an installation; an older copy means that the dependencies have changed. */
const isInstalled = () => {
  const installed = timeOf(join(root, 'node_modules/.package-lock.json'));
  return installed > 0 && installed >= timeOf(join(root, 'package-lock.json'));
};

/** Runs a program and waits for it. A failure ends this process. */
export const run = (command, args, what) => {
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (signal !== null) process.exit(130);
  if (error !== undefined || status !== 0) fail(`${what} failed${error === undefined ? '' : `: ${error.message}`}.`);
};

/** The Node that the lock file pins for this platform, or undefined if there is none. */
const pinnedNode = () => {
  try {
    const folder = dirname(createRequire(join(root, 'package.json')).resolve(`node-${process.platform}-${process.arch}/package.json`));
    return realpathSync(join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'));
  } catch {
    return undefined;
  }
};

const pollMilliseconds = 500;

/** The parent process and its parent: npm runs scripts in a shell, which can outlive npm. */
const parentProcesses = () => {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    return `${process.ppid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]}`;
  } catch {
    return `${process.ppid}`;
  }
};

/** Calls back when the parent npm process has exited: npm does not forward every signal. Returns a function that stops the check. */
export const onOrphaned = (callback) => {
  if (process.env.npm_lifecycle_event === undefined) return () => undefined;
  const before = parentProcesses();
  const watch = setInterval(() => parentProcesses() !== before && callback(), pollMilliseconds);
  watch.unref();
  return () => clearInterval(watch);
};

/**
 * Runs this command on another Node and exits with its status. Signals are forwarded. Ctrl-C also reaches the child from the
 * terminal; its program ignores the second one. The IPC channel notifies the child when this process exits.
 */
const continueOn = async (node) => {
  const bin = join(root, 'node_modules', '.bin');
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const stopChecking = onOrphaned(() => child.kill('SIGTERM'));
  const [code, signal] = await new Promise((resolveEnd, reject) => {
    child.once('error', reject);
    child.once('exit', (...end) => resolveEnd(end));
  });
  stopChecking();
  process.exit(signal === null ? code : 128 + (constants.signals[signal] ?? 0));
};

/** Installs missing dependencies and continues on the pinned Node. Returns only on that Node. */
export const prepare = async () => {
  if (!isAtLeast(toInstall)) fail(`Node ${toInstall.join('.')} or newer is required; this is ${process.versions.node}.`);
  if (!isInstalled()) {
    console.log('Installing dependencies...');
    // Warnings would be about this Node, which runs only the installation.
    run('npm', ['ci', '--loglevel=error'], 'Installing the dependencies (npm ci)');
  }
  const node = pinnedNode();
  if (node === realpathSync(process.execPath)) return;
  if (node !== undefined) await continueOn(node);
  if (!isAtLeast(toRun))
    fail(
      `The dependencies do not include Node for ${process.platform} ${process.arch}. Install Node ${toRun.join('.')} or newer; this is ${process.versions.node}.`,
    );
};
