import { exitWithError, startLogOf } from '../command/exit-with-error';
import { launcherEnv, type LauncherEnv } from './env';

/** Runs a start. An error is printed in one line; details go to the log in the data folder. */
export const runStart = async (start: (env: LauncherEnv) => Promise<void>): Promise<void> => {
  let logFile: string | undefined;
  const fail = (fault: unknown): void => {
    exitWithError(fault, logFile);
    // Servers have guards, and child processes notice the exit.
    process.exit();
  };
  process.once('uncaughtException', fail);
  try {
    const env = launcherEnv();
    logFile = startLogOf(env.dataDir);
    await start(env);
  } catch (fault) {
    fail(fault);
  }
};
