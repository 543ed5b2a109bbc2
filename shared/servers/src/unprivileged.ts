import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { platform } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type SystemUser = { readonly uid: number; readonly gid: number };

/** A command line, and where we are root, the user it runs as and the folder it starts in. */
export type UserCommand = {
  readonly command: string;
  readonly args: readonly string[];
  readonly user?: SystemUser & { readonly cwd: string };
};

/** How to run a program that refuses to run as root. An ordinary user just runs it. */
export type Unprivileged = {
  /** The owner of the files that the program writes, if that is not us. */
  readonly owner?: SystemUser;
  /** A program that works in one folder. Its arguments name the folder by the path they are given. */
  readonly commandIn: (folder: string, program: string, argsFor: (folder: string) => readonly string[]) => UserCommand;
};

const idOf = async (option: '-u' | '-g', user: string): Promise<number | undefined> =>
  run('id', [option, user]).then(
    ({ stdout }) => Number(stdout.trim()),
    () => undefined,
  );

/** `nobody` is on every system, so that no user has to be created for a try. */
const ordinaryUser = async (): Promise<SystemUser> => {
  for (const user of ['postgres', 'nobody']) {
    const [uid, gid] = await Promise.all([idOf('-u', user), idOf('-g', user)]);
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error('PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as');
};

/** The user that files belong to, unless that is root or there are none. */
const ownerOf = async (path: string): Promise<SystemUser | undefined> =>
  stat(path).then(
    ({ uid, gid }) => (uid === 0 ? undefined : { uid, gid }),
    () => undefined,
  );

/**
 * A link that each process has for itself, to the folder it works in. The folder is entered before root's rights are given up, and
 * the link leads there without a look at the folders above: the program needs no right to pass through them.
 */
const ownFolder = '/proc/self/cwd';

/**
 * Another user for PostgreSQL when we are root: the owner of the files that exist already, or else an ordinary one. It keeps no
 * right of root, and works below a folder that is closed to it all the same.
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

/** The outermost folder on a path that others may not pass. */
export const closedFolder = async (path: string): Promise<string | undefined> => {
  const folder = dirname(path);
  const above = folder === path ? undefined : await closedFolder(folder);
  if (above !== undefined) return above;
  const { mode } = await stat(path);
  return (mode & 0o001) === 0 ? path : undefined;
};
