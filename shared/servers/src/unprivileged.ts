import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type SystemUser = { readonly uid: number; readonly gid: number };

/** A command line, and the user to start it as where it does not change the user itself. */
export type UserCommand = { readonly command: string; readonly args: readonly string[]; readonly user?: SystemUser };

/** How to run a program that refuses to run as root. An ordinary user just runs it. */
export type Unprivileged = {
  /** Who must own the files that the program writes, if not we. */
  readonly owner?: SystemUser;
  readonly commandFor: (program: string, args: readonly string[]) => UserCommand;
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

const anyoneMayPass = async (path: string): Promise<boolean> => {
  const folder = dirname(path);
  const { mode } = await stat(folder);
  if ((mode & 0o001) === 0) return false;
  return folder === '/' || anyoneMayPass(folder);
};

/**
 * A user for PostgreSQL when we are root. Below a closed folder (/root, mostly) that user could reach neither the program nor the
 * data; there it keeps root's right to pass through folders, and only that.
 */
export const unprivileged = async (paths: readonly string[]): Promise<Unprivileged> => {
  if (process.getuid?.() !== 0) return { commandFor: (command, args) => ({ command, args }) };
  const owner = await ordinaryUser();
  const open = (await Promise.all(paths.map(anyoneMayPass))).every(Boolean);
  if (open) return { owner, commandFor: (command, args) => ({ command, args, user: owner }) };
  const become = [`--reuid=${owner.uid.toString()}`, `--regid=${owner.gid.toString()}`, '--clear-groups'];
  const keep = ['--inh-caps=-all,+dac_override', '--ambient-caps=+dac_override'];
  return { owner, commandFor: (program, args) => ({ command: 'setpriv', args: [...become, ...keep, program, ...args] }) };
};
