import { exitWithError, startLogOf } from '../command/exit-with-error';
import { launcherEnv, type LauncherEnv } from './env';

/** Runs a start. Whatever ends it is said in one line, and everything else that is known is in the data folder's log. */
export const runStart = async (start: (env: LauncherEnv) => Promise<void>): Promise<void> => {
  let logFile: string | undefined;
  const fail = (fault: unknown): void => {
    exitWithError(fault, logFile);
    // Servers have guards, and children see that we are gone.
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
