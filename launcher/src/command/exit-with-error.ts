import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { oneLine, StartFailure } from '@marketplace/servers';

/** Where a start writes what it does not print. */
export const startLogOf = (dataDir: string): string => join(dataDir, 'logs', 'start.log');

/** What the system refuses, said for the person who can do something about it. */
const systemFaults: Readonly<Record<string, (path: string) => string>> = {
  EACCES: (path) => `There is no permission to write to ${path}. Change its permissions, or set DATA_DIR to a folder of your own.`,
  EPERM: (path) => `There is no permission to change ${path}. Change its owner, or set DATA_DIR to a folder of your own.`,
  EROFS: (path) => `${path} is on a disk that cannot be written to. Set DATA_DIR to another folder.`,
  ENOSPC: (path) => `The disk of ${path} is full. Make room, or set DATA_DIR to a folder on another disk.`,
  ENOTDIR: (path) => `${path} is not inside a folder. Set DATA_DIR to a folder.`,
  EEXIST: (path) => `${path} is not a folder. Set DATA_DIR to a folder.`,
};

/** A fault as an expected failure, where it is one. */
const expected = (fault: unknown): StartFailure | undefined => {
  if (fault instanceof StartFailure) return fault;
  const { code = '', path } = fault as NodeJS.ErrnoException;
  const sentence = Object.hasOwn(systemFaults, code) && path !== undefined ? systemFaults[code]?.(path) : undefined;
  return sentence === undefined ? undefined : new StartFailure(sentence, { cause: fault });
};

/** The fault, what the server said last, and the same of each cause. */
const report = (fault: unknown): string => {
  if (!(fault instanceof Error)) return String(fault);
  const details = fault instanceof StartFailure && fault.details !== '' ? [`Last lines of the log:\n${fault.details}`] : [];
  const faults = fault instanceof AggregateError ? fault.errors.map((each) => report(each)) : [];
  const cause = fault.cause === undefined ? [] : [`Caused by: ${report(fault.cause)}`];
  return [fault.stack ?? fault.message, ...details, ...faults, ...cause].join('\n');
};

/** Whether the report is in the log now; where the folder is the problem, it cannot be. */
const writeReport = (file: string, fault: unknown): boolean => {
  try {
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, `${new Date().toISOString()} ${report(fault)}\n`);
    return true;
  } catch {
    return false;
  }
};

/** Ends a command: what is wrong in one line, and exit code 1. With a log file, everything else that is known goes there. */
export const exitWithError = (fault: unknown, logFile?: string): void => {
  process.exitCode = 1;
  const failure = expected(fault);
  const sentence = failure?.message ?? oneLine(fault instanceof Error ? fault.message : String(fault));
  const isLogged = logFile !== undefined && writeReport(logFile, fault);
  console.error(failure === undefined && isLogged ? `${sentence.replace(/[.:]?$/, '.')} Details: ${logFile}` : sentence);
};
