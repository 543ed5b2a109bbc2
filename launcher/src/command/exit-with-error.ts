import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { oneLine, StartFailure } from '@marketplace/servers';

/** The log file with the details that a start does not print. */
export const startLogOf = (dataDir: string): string => join(dataDir, 'logs', 'start.log');

/** Messages for errors of the file system, with the remedy. */
const systemErrorMessages: Readonly<Record<string, (path: string) => string>> = {
  EACCES: (path) => `No permission to write to ${path}. Change its permissions, or set DATA_DIR to another folder.`,
  EPERM: (path) => `No permission to change ${path}. Change its owner, or set DATA_DIR to another folder.`,
  EROFS: (path) => `${path} is on a read-only disk. Set DATA_DIR to another folder.`,
  ENOSPC: (path) => `The disk of ${path} is full. Free some space, or set DATA_DIR to a folder on another disk.`,
  ENOTDIR: (path) => `${path} is not inside a folder. Set DATA_DIR to a folder.`,
  EEXIST: (path) => `${path} is not a folder. Set DATA_DIR to a folder.`,
};

/** Converts an error to an expected failure, if it is one. */
const expected = (fault: unknown): StartFailure | undefined => {
  if (fault instanceof StartFailure) return fault;
  const { code = '', path } = fault as NodeJS.ErrnoException;
  const sentence = Object.hasOwn(systemErrorMessages, code) && path !== undefined ? systemErrorMessages[code]?.(path) : undefined;
  return sentence === undefined ? undefined : new StartFailure(sentence, { cause: fault });
};

/** The stack of an error with the last log lines, and those of all its causes. */
const report = (fault: unknown): string => {
  if (!(fault instanceof Error)) return String(fault);
  const details = fault instanceof StartFailure && fault.details !== '' ? [`Last lines of the log:\n${fault.details}`] : [];
  const faults = fault instanceof AggregateError ? fault.errors.map((each) => report(each)) : [];
  const cause = fault.cause === undefined ? [] : [`Caused by: ${report(fault.cause)}`];
  return [fault.stack ?? fault.message, ...details, ...faults, ...cause].join('\n');
};

/** Writes the report to the log. Returns false if the folder cannot be written. */
const writeReport = (file: string, fault: unknown): boolean => {
  try {
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, `${new Date().toISOString()} ${report(fault)}\n`);
    return true;
  } catch {
    return false;
  }
};

/** Ends a command with exit code 1 and a message of one line. Details go to the log file, if one is given. */
export const exitWithError = (fault: unknown, logFile?: string): void => {
  process.exitCode = 1;
  const failure = expected(fault);
  const sentence = failure?.message ?? oneLine(fault instanceof Error ? fault.message : String(fault));
  const isLogged = logFile !== undefined && writeReport(logFile, fault);
  console.error(failure === undefined && isLogged ? `${sentence.replace(/[.:]?$/, '.')} Details: ${logFile}` : sentence);
};
