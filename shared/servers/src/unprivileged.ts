import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { platform } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type SystemUser = { readonly uid: number; readonly gid: number };

/** A command line. For root also the user to run it as and its working folder. */
export type UserCommand = {
  readonly command: string;
  readonly args: readonly string[];
  readonly user?: SystemUser & { readonly cwd: string };
};

/** Runs a program that refuses to run as root. A regular user runs it directly. */
export type Unprivileged = {
  /** The owner of the program's files, if it is another user. */
  readonly owner?: SystemUser;
  /** The command of a program that works in one folder. Its arguments receive the path of the folder. */
  readonly commandIn: (folder: string, program: string, argsFor: (folder: string) => readonly string[]) => UserCommand;
};

const idOf = async (option: '-u' | '-g', user: string): Promise<number | undefined> =>
  run('id', [option, user]).then(
    ({ stdout }) => Number(stdout.trim()),
    () => undefined,
  );

/** Finds a system user, so that none has to be created. */
const ordinaryUser = async (): Promise<SystemUser> => {
  const users = ['postgres', 'nobody']; // dialect-ok: name of a system user
  for (const user of users) {
    const [uid, gid] = await Promise.all([idOf('-u', user), idOf('-g', user)]);
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error('PostgreSQL does not run as root, and no other system user was found. Create the user "postgres"');
};

/** The owner of a path, unless it is root or the path does not exist. */
const ownerOf = async (path: string): Promise<SystemUser | undefined> =>
  stat(path).then(
    ({ uid, gid }) => (uid === 0 ? undefined : { uid, gid }),
    () => undefined,
  );

/**
 * A link of each process to its working folder. The folder is entered before root privileges are dropped, and the link works without
 * access to its parent folders.
 */
const ownFolder = '/proc/self/cwd';

/**
 * The user for PostgreSQL when this process is root: the owner of existing files, otherwise a system user. It has no root privileges
 * and still works in a folder that it could not reach by its path.
 */
export const unprivileged = async (existing: string): Promise<Unprivileged> => {
  if (process.getuid?.() !== 0) return { commandIn: (folder, command, argsFor) => ({ command, args: argsFor(folder) }) };
  const owner = (await ownerOf(existing)) ?? (await ordinaryUser());
  const nameOf = (folder: string): string => (platform() === 'linux' ? ownFolder : folder);
  return {
    owner,
    commandIn: (folder, command, argsFor) => ({ command, args: argsFor(nameOf(folder)), user: { ...owner, cwd: folder } }),
  };
};

/** The outermost folder of a path that other users cannot traverse. */
export const closedFolder = async (path: string): Promise<string | undefined> => {
  const folder = dirname(path);
  const above = folder === path ? undefined : await closedFolder(folder);
  if (above !== undefined) return above;
  const { mode } = await stat(path);
  return (mode & 0o001) === 0 ? path : undefined;
};
