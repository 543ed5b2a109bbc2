import { chmodSync, constants, copyFileSync, lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { chmod, lstat, mkdtemp, realpath, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of programs that others cannot reach where it is. */
export type OpenCopyOptions = {
  readonly source: string;
  /** The name of the copy. It holds all that tells one copy from another, such as a version. */
  readonly name: string;
  /** Whether the programs in a folder run as the user they are copied for. */
  readonly works: (folder: string) => Promise<boolean>;
  /** Where to try to put the copy, the best place first. */
  readonly places?: readonly string[];
};

/** In /var/cache only root may write, and no system cleans it up under a running server. */
const usualPlaces = (): readonly string[] => ['/var/cache', '/var/tmp', '/tmp', tmpdir()];

const isOurs = (uid: number): boolean => uid === 0 || uid === process.getuid?.();

/** Whether others may pass a folder, but can neither change it nor put something else in its place. */
const isSafeFolder = async (folder: string): Promise<boolean> => {
  const { mode, uid } = await lstat(folder);
  const mayReplace = (mode & 0o022) !== 0 && (mode & 0o1000) === 0;
  if (!isOurs(uid) || mayReplace || (mode & 0o001) === 0) return false;
  return folder === dirname(folder) || isSafeFolder(dirname(folder));
};

/** A path is not known to be ours by its name: in /tmp anybody may have made it before, as a folder or as a link. */
const isOurFolder = async (folder: string): Promise<boolean> => {
  const found = await lstat(folder).catch(() => undefined);
  return found?.isDirectory() === true && isOurs(found.uid) && (found.mode & 0o777) === 0o755;
};

/**
 * Cleaning up by age may have taken single files, and a machine that crashed may have left some empty. Synchronous, as the copying
 * is: each of a thousand files would wait for its turn otherwise, which takes seconds on a busy machine.
 */
const isComplete = (source: string, copy: string): boolean => {
  const [original, copied] = [lstatSync(source), lstatSync(copy, { throwIfNoEntry: false })];
  if (copied === undefined || !isOurs(copied.uid)) return false;
  if (original.isSymbolicLink()) return copied.isSymbolicLink() && readlinkSync(copy) === readlinkSync(source);
  if (!original.isDirectory()) return copied.isFile() && copied.size === original.size;
  return copied.isDirectory() && readdirSync(source).every((name) => isComplete(join(source, name), join(copy, name)));
};

/** Readable by everybody, whatever the umask was when the source was made or is now. */
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

/** What is there already is used if it can be by now, replaced if it is ours, and otherwise left alone. */
const putInPlace = async (made: string, copy: string, options: OpenCopyOptions): Promise<void> =>
  rename(made, copy).catch(async (fault: unknown) => {
    if (await isUsable(options, copy)) return;
    if (!(await isOurFolder(copy))) throw fault;
    await rename(copy, join(dirname(made), 'old'));
    await rename(made, copy);
  });

/** Made beside, in a folder that only we may change, and renamed when it is complete: another start may do the same at this moment. */
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

/** The first place that is safe, has room for the copy and lets programs run. */
export const openCopy = async (options: OpenCopyOptions): Promise<string | undefined> => {
  for (const place of options.places ?? usualPlaces()) {
    try {
      const folder = await realpath(place);
      const copy = (await isSafeFolder(folder)) ? await makeIn(folder, options) : undefined;
      if (copy !== undefined) return copy;
    } catch {
      // A place that does not exist, is full or may not be written to: the next one.
    }
  }
  return undefined;
};
