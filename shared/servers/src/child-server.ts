import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { startGuard } from './guard';
import { lastLines, startPatienceMilliseconds } from './processes';
import { StartFailure } from './start-failure';
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

/** A server's process, and where in its log file this run begins. */
type Run = { readonly child: ChildProcess; readonly launch: Launch; readonly logStart: number };

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const ended = async (child: ChildProcess): Promise<void> => {
  if (!hasEnded(child)) await once(child, 'exit');
};

/**
 * In a session of its own, so that Ctrl-C in the terminal reaches only the parent, which stops its servers last. Output goes to a
 * file and not to a pipe: a server whose parent was killed must not die half way through a write.
 */
const spawnGuarded = async (launch: Launch): Promise<Run> => {
  const log = await open(launch.logFile, 'a');
  const guard = startGuard();
  try {
    const { size: logStart } = await log.stat();
    const stdio: StdioOptions = ['ignore', log.fd, log.fd, guard.pipe];
    const { command, args } = guard.guarded(launch.command, launch.args);
    const child = spawn(command, [...args], { detached: true, stdio, cwd: '/', ...launch.user });
    child.once('exit', guard.release);
    // Rejects where the program cannot be run.
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

/** The line that says why, without time and process number. */
const reasonIn = (text: string): string => {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const line = lines.findLast((each) => /FATAL|\[FTL\]/.test(each)) ?? lines.at(-1) ?? '';
  return line.replace(/^.*(?:FATAL:|\[FTL\])\s*/, '').replace(/\.$/, '');
};

const failure = async ({ launch, logStart }: Run, what: string): Promise<StartFailure> => {
  const details = await lastLines(launch.logFile, logStart);
  const reason = reasonIn(details);
  return new StartFailure(`${launch.name} ${what}${reason === '' ? '' : `: ${reason}`}. Its log is ${launch.logFile}.`, { details });
};

const untilReady = async (running: Run): Promise<void> => {
  const { child, launch } = running;
  const giveUp = performance.now() + startPatienceMilliseconds;
  for (let wait = 10; !(await launch.isReady()); wait = Math.min(wait * 1.2, 200)) {
    if (hasEnded(child)) throw await failure(running, 'ended while starting');
    if (performance.now() > giveUp) {
      child.kill('SIGKILL');
      throw await failure(running, `was not ready after ${(startPatienceMilliseconds / 1_000).toString()} s`);
    }
    await pause(wait);
  }
};

const endWith = async (child: ChildProcess, name: NodeJS.Signals): Promise<void> => {
  if (!hasEnded(child)) child.kill(name);
  const overdue = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await ended(child);
  clearTimeout(overdue);
};

/** Starts a server and returns when it serves. Should this process end without stopping it, the server's guard does. */
export const startChild = async (launch: Launch, url: string): Promise<ChildServer> => {
  const running = await spawnGuarded(launch);
  const { child } = running;
  await untilReady(running);
  return { url, pid: child.pid ?? 0, stop: () => endWith(child, 'SIGINT'), kill: () => endWith(child, 'SIGKILL') };
};
