import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { startGuard } from './guard';
import { lastLines, startTimeoutMilliseconds } from './processes';
import { StartFailure } from './start-failure';
import { type UserCommand } from './unprivileged';

/** A server that runs as a child process. */
export type ChildServer = {
  readonly url: string;
  readonly pid: number;
  /** Stops the server gracefully and waits for its exit. A second call does nothing. */
  readonly stop: () => Promise<void>;
  /** Kills the server. For tests. */
  readonly kill: () => Promise<void>;
};

/** The command of a server and its readiness check. */
export type Launch = UserCommand & {
  readonly name: string;
  readonly logFile: string;
  readonly isReady: () => Promise<boolean>;
};

/** The process of a server, and the position in its log file where this run starts. */
type RunningServer = { readonly child: ChildProcess; readonly launch: Launch; readonly logStart: number };

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const untilEnded = async (child: ChildProcess): Promise<void> => {
  if (!hasEnded(child)) await once(child, 'exit');
};

/**
 * Starts the server in its own session, so that Ctrl-C in the terminal reaches only the parent, which stops its servers last. Output
 * goes to a file, not to a pipe: a server must not fail during a write when its parent is killed.
 */
const spawnGuarded = async (launch: Launch): Promise<RunningServer> => {
  const log = await open(launch.logFile, 'a');
  const guard = startGuard();
  try {
    const { size: logStart } = await log.stat();
    const stdio: StdioOptions = ['ignore', log.fd, log.fd, guard.pipe];
    const { command, args } = guard.guarded(launch.command, launch.args);
    const child = spawn(command, [...args], { detached: true, stdio, cwd: '/', ...launch.user });
    child.once('exit', guard.release);
    // Rejects if the program cannot be run.
    await once(child, 'spawn');
    child.unref();
    return { child, launch, logStart };
  } catch (fault) {
    guard.release();
    throw new StartFailure(`${launch.name} cannot be run: ${fault instanceof Error ? fault.message : String(fault)}.`, { cause: fault });
  } finally {
    await log.close();
  }
};

/** The log line with the reason, without time and PID. */
const reasonIn = (text: string): string => {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const line = lines.findLast((each) => /FATAL|\[FTL\]/.test(each)) ?? lines.at(-1) ?? '';
  return line.replace(/^.*(?:FATAL:|\[FTL\])\s*/, '').replace(/\.$/, '');
};

const failure = async ({ launch, logStart }: RunningServer, what: string): Promise<StartFailure> => {
  const details = await lastLines(launch.logFile, logStart);
  const reason = reasonIn(details);
  return new StartFailure(`${launch.name} ${what}${reason === '' ? '' : `: ${reason}`}. Its log is ${launch.logFile}.`, { details });
};

const untilReady = async (running: RunningServer): Promise<void> => {
  const { child, launch } = running;
  const giveUp = performance.now() + startTimeoutMilliseconds;
  for (let wait = 10; !(await launch.isReady()); wait = Math.min(wait * 1.2, 200)) {
    if (hasEnded(child)) throw await failure(running, 'ended while starting');
    if (performance.now() > giveUp) {
      child.kill('SIGKILL');
      throw await failure(running, `was not ready after ${(startTimeoutMilliseconds / 1_000).toString()} s`);
    }
    await pause(wait);
  }
};

const endWith = async (child: ChildProcess, name: NodeJS.Signals): Promise<void> => {
  if (!hasEnded(child)) child.kill(name);
  const overdue = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await untilEnded(child);
  clearTimeout(overdue);
};

/** Starts a server and waits until it is ready. If this process exits without stopping it, the guard stops the server. */
export const startChild = async (launch: Launch, url: string): Promise<ChildServer> => {
  const running = await spawnGuarded(launch);
  const { child } = running;
  await untilReady(running);
  return { url, pid: child.pid ?? 0, stop: () => endWith(child, 'SIGINT'), kill: () => endWith(child, 'SIGKILL') };
};
