import { execFile } from 'node:child_process';
import { open, readdir, readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The time that a start waits for a running server, simulator or service to respond. A busy machine can be ten times slower than
 * an idle one. A process that has exited is not waited for.
 */
export const startTimeoutMilliseconds = 120_000;

const maxBytes = 16_384;

/** The last lines of a log after a position in the file. */
export const lastLines = async (file: string, from = 0): Promise<string> => {
  try {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      const start = Math.max(from, size - maxBytes);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.max(0, size - start)), 0, Math.max(0, size - start), start);
      return buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n').slice(-12).join('\n');
    } finally {
      await handle.close();
    }
  } catch {
    return '';
  }
};

/** The identity of a process, which distinguishes it from a later process with the same PID. */
export type ProcessIdentity = { readonly startedAt: string; readonly command: string };

/** Reads the identity. A zombie has an empty command line and counts as exited. */
const fromProc = async (pid: number): Promise<ProcessIdentity | undefined> => {
  const [stat, commandLine] = await Promise.all([
    readFile(`/proc/${pid.toString()}/stat`, 'utf8'),
    readFile(`/proc/${pid.toString()}/cmdline`, 'utf8'),
  ]);
  // The second field is the program name in parentheses and can contain spaces; the start time is field 22.
  const startedAt = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return commandLine === '' ? undefined : { startedAt, command: commandLine.replaceAll('\0', ' ').trim() };
};

const fromPs = async (pid: number): Promise<ProcessIdentity | undefined> => {
  const { stdout } = await run('ps', ['-o', 'lstart=,command=', '-p', pid.toString()]);
  return { startedAt: stdout.slice(0, 24), command: stdout.slice(24).trim() };
};

/** The identity of the running process with a PID, if any. */
export const identify = async (pid: number): Promise<ProcessIdentity | undefined> => {
  try {
    return await (platform() === 'linux' ? fromProc(pid) : fromPs(pid));
  } catch {
    return undefined;
  }
};

/** Sends a signal. Does nothing if the process has exited. */
const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ESRCH') throw fault;
  }
};

const isGone = async (pid: number, within: number): Promise<boolean> => {
  const giveUp = performance.now() + within;
  while ((await identify(pid)) !== undefined) {
    if (performance.now() > giveUp) return false;
    await pause(10);
  }
  return true;
};

/** Terminates a process and waits for its exit. Kills it after the grace period. */
export const endProcess = async (pid: number, politely: NodeJS.Signals, graceMilliseconds = 15_000): Promise<void> => {
  signal(pid, politely);
  if (await isGone(pid, graceMilliseconds)) return;
  signal(pid, 'SIGKILL');
  await isGone(pid, 5_000);
};

/**
 * Ends the server that a killed run has left behind. The pid file can be old and its PID reused, so only a process with the
 * folder in its command line is ended.
 */
export const endLeftover = async (pidFile: string, folder: string): Promise<void> => {
  const text = await readFile(pidFile, 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  if (!Number.isSafeInteger(pid) || pid < 2) return;
  const found = await identify(pid);
  if (found?.command.includes(folder) === true) await endProcess(pid, 'SIGINT');
};

/** A running process on Linux, with its parent and the CPU time that it has used. */
export type RunningProcess = {
  readonly pid: number;
  readonly parent: number;
  readonly cpuMilliseconds: number;
  readonly command: string;
  readonly environment: string;
};

/** Linux counts CPU time in hundredths of a second. */
const tickMilliseconds = 10;

const readRunning = async (pid: number): Promise<readonly RunningProcess[]> => {
  const read = (file: string): Promise<string> => readFile(`/proc/${pid.toString()}/${file}`, 'utf8').catch(() => '');
  const [stat = '', command = '', environment = ''] = await Promise.all(['stat', 'cmdline', 'environ'].map(read));
  // The process has ended in the meantime.
  if (stat === '') return [];
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const cpuMilliseconds = (Number(fields[11]) + Number(fields[12])) * tickMilliseconds;
  return [{ pid, parent: Number(fields[1]), cpuMilliseconds, command: command.replaceAll('\0', ' ').trim(), environment }];
};

/**
 * The processes whose command line or environment contains a folder, and their children: PostgreSQL overwrites the command line of its
 * processes. Linux only; for tests and measurements.
 */
export const processesOf = async (folder: string): Promise<readonly RunningProcess[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = (await Promise.all(pids.map(readRunning))).flat();
  const roots = all.filter(({ command, environment }) => command.includes(folder) || environment.includes(folder));
  const rootPids = new Set(roots.map(({ pid }) => pid));
  return all.filter(({ pid, parent }) => rootPids.has(pid) || rootPids.has(parent));
};
