import { execFile } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * How long a start waits for a server, a simulator or a service that runs but does not answer. A busy machine may be ten times
 * slower than an idle one; a process that has ended is not waited for.
 */
export const startPatienceMilliseconds = 120_000;

const mostBytes = 16_384;

/** The last lines of a log, from a position in the file on. */
export const lastLines = async (file: string, from = 0): Promise<string> => {
  try {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      const start = Math.max(from, size - mostBytes);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.max(0, size - start)), 0, Math.max(0, size - start), start);
      return buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n').slice(-12).join('\n');
    } finally {
      await handle.close();
    }
  } catch {
    return '';
  }
};

/** What tells one process from a later one that happens to get the same number. */
export type ProcessIdentity = { readonly startedAt: string; readonly command: string };

/** The command line of a zombie is empty: it does nothing any more and counts as gone. */
const fromProc = async (pid: number): Promise<ProcessIdentity | undefined> => {
  const [stat, commandLine] = await Promise.all([
    readFile(`/proc/${pid.toString()}/stat`, 'utf8'),
    readFile(`/proc/${pid.toString()}/cmdline`, 'utf8'),
  ]);
  // The second field is the program's name in brackets and may hold blanks; start time is field 22.
  const startedAt = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return commandLine === '' ? undefined : { startedAt, command: commandLine.replaceAll('\0', ' ').trim() };
};

const fromPs = async (pid: number): Promise<ProcessIdentity | undefined> => {
  const { stdout } = await run('ps', ['-o', 'lstart=,command=', '-p', pid.toString()]);
  return { startedAt: stdout.slice(0, 24), command: stdout.slice(24).trim() };
};

/** The running process of this number, if there is one. */
export const identify = async (pid: number): Promise<ProcessIdentity | undefined> => {
  try {
    return await (platform() === 'linux' ? fromProc(pid) : fromPs(pid));
  } catch {
    return undefined;
  }
};

/** Sends a signal; a process that is gone already needs none. */
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

/** Asks a process to end and waits until it has; after the grace period it is killed. */
export const endProcess = async (pid: number, politely: NodeJS.Signals, graceMilliseconds = 15_000): Promise<void> => {
  signal(pid, politely);
  if (await isGone(pid, graceMilliseconds)) return;
  signal(pid, 'SIGKILL');
  await isGone(pid, 5_000);
};

/**
 * Ends the server that a killed run has left behind. The pid file may be old and its number be somebody else's by now, so only a
 * process whose command line names our folder is touched.
 */
export const endLeftover = async (pidFile: string, folder: string): Promise<void> => {
  const text = await readFile(pidFile, 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  if (!Number.isSafeInteger(pid) || pid < 2) return;
  const found = await identify(pid);
  if (found?.command.includes(folder) === true) await endProcess(pid, 'SIGINT');
};
