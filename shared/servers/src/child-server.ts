import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { signal } from './processes';
import { type UserCommand } from './unprivileged';

/** A server that runs as a child of this process. */
export type ChildServer = {
  readonly url: string;
  readonly pid: number;
  /** Lets the server finish in order, and returns when it has ended. A second call does nothing. */
  readonly stop: () => Promise<void>;
  /** Ends it as a crash would. For tests. */
  readonly kill: () => Promise<void>;
};

/** How to run a server, and how to see that it serves. */
export type Launch = UserCommand & {
  readonly name: string;
  readonly logFile: string;
  readonly isReady: () => Promise<boolean>;
};

const lastLines = async (file: string): Promise<string> => {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-12).join('\n');
};

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const ended = async (child: ChildProcess): Promise<void> => {
  if (!hasEnded(child)) await once(child, 'exit');
};

/**
 * In a session of its own, so that Ctrl-C in the terminal reaches only the parent, which stops its servers last. Output goes to a
 * file and not to a pipe: a server whose parent was killed must not die half way through a write.
 */
const spawnDetached = async (launch: Launch): Promise<ChildProcess> => {
  const log = await open(launch.logFile, 'a');
  try {
    const stdio: StdioOptions = ['ignore', log.fd, log.fd];
    const child = spawn(launch.command, [...launch.args], { detached: true, stdio, cwd: '/', ...launch.user });
    await Promise.race([
      once(child, 'spawn'),
      once(child, 'error').then(([fault]) => {
        throw fault as Error;
      }),
    ]);
    child.unref();
    return child;
  } finally {
    await log.close();
  }
};

const untilReady = async (child: ChildProcess, launch: Launch): Promise<void> => {
  const giveUp = performance.now() + 30_000;
  while (!(await launch.isReady())) {
    if (hasEnded(child)) throw new Error(`${launch.name} ended while starting:\n${await lastLines(launch.logFile)}`);
    if (performance.now() > giveUp) {
      child.kill('SIGKILL');
      throw new Error(`${launch.name} was not ready after 30 s:\n${await lastLines(launch.logFile)}`);
    }
    await pause(10);
  }
};

const endWith = async (child: ChildProcess, name: NodeJS.Signals): Promise<void> => {
  if (!hasEnded(child)) child.kill(name);
  const overdue = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await ended(child);
  clearTimeout(overdue);
};

/** Starts a server and returns when it serves. Should this process exit without stopping it, the server is told to stop then. */
export const startChild = async (launch: Launch, url: string): Promise<ChildServer> => {
  const child = await spawnDetached(launch);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${launch.name} could not be started`);
  const onExit = (): void => {
    signal(pid, 'SIGINT');
  };
  process.once('exit', onExit);
  child.once('exit', () => process.off('exit', onExit));
  await untilReady(child, launch);
  return { url, pid, stop: () => endWith(child, 'SIGINT'), kill: () => endWith(child, 'SIGKILL') };
};
