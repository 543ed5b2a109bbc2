import { chmodSync, constants, copyFileSync, lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { chmod, lstat, mkdtemp, realpath, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of programs to copy to a place that other users can read. */
export type OpenCopyOptions = {
  readonly source: string;
  /** The unique name of the copy, including for example the version. */
  readonly name: string;
  /** Checks that the programs in a folder run as the target user. */
  readonly works: (folder: string) => Promise<boolean>;
  /** The parent folders to try, in order of preference. */
  readonly places?: readonly string[];
};

/** The default parent folders. Only root can write to /var/cache, and it is not cleaned up automatically. */
const defaultFolders = (): readonly string[] => ['/var/cache', '/var/tmp', '/tmp', tmpdir()];

const isOurs = (uid: number): boolean => uid === 0 || uid === process.getuid?.();

/** True when other users can traverse a folder but can neither modify nor replace it. */
const isSafeFolder = async (folder: string): Promise<boolean> => {
  const { mode, uid } = await lstat(folder);
  const mayReplace = (mode & 0o022) !== 0 && (mode & 0o1000) === 0;
  if (!isOurs(uid) || mayReplace || (mode & 0o001) === 0) return false;
  return folder === dirname(folder) || isSafeFolder(dirname(folder));
};

/** True when the folder belongs to this user. In /tmp, another user could have created the path as a folder or a link. */
const isOurFolder = async (folder: string): Promise<boolean> => {
  const found = await lstat(folder).catch(() => undefined);
  return found?.isDirectory() === true && isOurs(found.uid) && (found.mode & 0o777) === 0o755;
};

/**
 * Compares a copy with its source: a cleanup can have removed files, and a crash can have truncated some. Synchronous like the copying,
 * because a thousand asynchronous calls take seconds on a busy machine.
 */
const isComplete = (source: string, copy: string): boolean => {
  const [original, copied] = [lstatSync(source), lstatSync(copy, { throwIfNoEntry: false })];
  if (copied === undefined || !isOurs(copied.uid)) return false;
  if (original.isSymbolicLink()) return copied.isSymbolicLink() && readlinkSync(copy) === readlinkSync(source);
  if (!original.isDirectory()) return copied.isFile() && copied.size === original.size;
  return copied.isDirectory() && readdirSync(source).every((name) => isComplete(join(source, name), join(copy, name)));
};

/** Copies a tree, readable by all users regardless of the umask. */
const copyTree = (source: string, copy: string): void => {
  const original = lstatSync(source);
  if (original.isSymbolicLink()) {
    symlinkSync(readlinkSync(source), copy);
  } else if (original.isDirectory()) {
    mkdirSync(copy);
    for (const name of readdirSync(source)) copyTree(join(source, name), join(copy, name));
    chmodSync(copy, 0o755);
  } else {
    copyFileSync(source, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    chmodSync(copy, (original.mode & 0o100) === 0 ? 0o644 : 0o755);
  }
};

const isUsable = async ({ source, works }: OpenCopyOptions, copy: string): Promise<boolean> =>
  (await isOurFolder(copy)) && isComplete(source, copy) && works(copy);

/** Moves the copy to its path. An existing copy is used if it works, replaced if it belongs to this user, and otherwise kept. */
const putInPlace = async (made: string, copy: string, options: OpenCopyOptions): Promise<void> =>
  rename(made, copy).catch(async (fault: unknown) => {
    if (await isUsable(options, copy)) return;
    if (!(await isOurFolder(copy))) throw fault;
    await rename(copy, join(dirname(made), 'old'));
    await rename(made, copy);
  });

/** Creates the copy in a private folder and renames it when it is complete, because another start can do the same concurrently. */
const makeIn = async (place: string, options: OpenCopyOptions): Promise<string | undefined> => {
  const copy = join(place, options.name);
  if (await isUsable(options, copy)) return copy;
  const beside = await mkdtemp(`${copy}-`);
  try {
    const made = join(beside, 'new');
    copyTree(options.source, made);
    await chmod(beside, 0o711);
    if (!(await options.works(made))) return undefined;
    await putInPlace(made, copy, options);
    return copy;
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
};

/** Creates the copy in the first folder that is safe, has enough space and allows execution. Returns its path. */
export const openCopy = async (options: OpenCopyOptions): Promise<string | undefined> => {
  for (const place of options.places ?? defaultFolders()) {
    try {
      const folder = await realpath(place);
      const copy = (await isSafeFolder(folder)) ? await makeIn(folder, options) : undefined;
      if (copy !== undefined) return copy;
    } catch {
      // Missing, full or read-only: try the next folder.
    }
  }
  return undefined;
};
