import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fetchDebianPackages } from './debian-packages';

const run = promisify(execFile);

/** A version by its leading numbers: 2.10 is [2, 10]. */
export type Version = readonly number[];

export const versionText = (version: Version): string => version.join('.');

/** The first version number in a text such as "nats-server: v2.10.27". */
const numbersIn = (text: string): Version => (/\d+(?:\.\d+)+/.exec(text)?.[0] ?? '').split('.').map(Number);

/** Whether a text names this version or a newer one; a text without a version does not. */
export const isAtLeast = (text: string, oldest: Version): boolean => {
  const found = numbersIn(text);
  const position = oldest.findIndex((number, index) => (found[index] ?? 0) !== number);
  return position < 0 || (found[position] ?? 0) > (oldest[position] ?? 0);
};

/** A server program that is taken from the system, or else from the packages of a Debian. */
export type Program = {
  readonly name: string;
  /** The Debian packages that contain it. The libraries they need are fetched with them. */
  readonly packages: readonly string[];
  /** The Debian release to fetch from, where the system's own may be too old. */
  readonly release?: string;
  /** Its path within the packages. */
  readonly folder: string;
  /** Older versions are passed over. */
  readonly oldest?: Version;
  /** What to do when it can be neither found nor fetched. */
  readonly advice: string;
};

/** Where to look, and where to put what was downloaded. */
export type ProgramSearch = {
  readonly toolsDir: string;
  readonly searchPath: readonly string[];
  /** Called before a download starts, which takes a few seconds. */
  readonly onDownload?: (() => void) | undefined;
};

/** A program, and the folders of libraries that were fetched with it. */
export type FoundProgram = { readonly binary: string; readonly libraries: readonly string[] };

const isProgram = async (file: string): Promise<boolean> => {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
};

const firstProgram = async (files: readonly string[]): Promise<string | undefined> => {
  for (const file of files) if (await isProgram(file)) return file;
  return undefined;
};

/** What `--version` prints; nothing for a program that cannot say. */
const versionOf = (binary: string): Promise<string> =>
  run(binary, ['--version'], { timeout: 10_000 }).then(
    ({ stdout }) => stdout,
    () => '',
  );

/** Where a usable program is, and those that are too old. */
type Candidates = { readonly usable: string | undefined; readonly tooOld: readonly string[] };

const choose = async ({ oldest }: Program, files: readonly string[]): Promise<Candidates> => {
  const tooOld: string[] = [];
  for (const file of files) {
    if (!(await isProgram(file))) continue;
    const version = oldest === undefined ? '' : await versionOf(file);
    if (oldest === undefined || isAtLeast(version, oldest)) return { usable: file, tooOld };
    tooOld.push(`${file} is ${/\d+(\.\d+)+/.exec(version)?.[0] ?? 'of an unknown version'}`);
  }
  return { usable: undefined, tooOld };
};

/** Unpacked beside and then renamed, so that a second start at the same time never sees half a program. */
const fetchProgram = async ({ name, packages, release }: Program, { toolsDir, searchPath }: ProgramSearch): Promise<void> => {
  const toolOf = (tool: string): Promise<string | undefined> => firstProgram(searchPath.map((folder) => join(folder, tool)));
  const [aptGet, dpkgDeb] = await Promise.all([toolOf('apt-get'), toolOf('dpkg-deb')]);
  if (aptGet === undefined || dpkgDeb === undefined) throw new Error('this system has no apt-get');
  await mkdir(toolsDir, { recursive: true });
  const folder = await mkdtemp(join(toolsDir, 'fetch-'));
  try {
    const unpacked = await fetchDebianPackages({ names: packages, release }, { aptGet, dpkgDeb }, folder);
    await rm(join(toolsDir, name), { recursive: true, force: true });
    await rename(unpacked, join(toolsDir, name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const notFound = ({ name, advice, oldest }: Program, tooOld: readonly string[], fault: unknown): Error => {
  const wanted = oldest === undefined ? name : `${name} ${versionText(oldest)} or newer`;
  const found = tooOld.length === 0 ? '' : ` (${tooOld.join('; ')})`;
  const reason = fault instanceof Error ? (fault.message.split('\n')[0] ?? '') : 'there is no such program in the package';
  return new Error(`${wanted} was not found${found}, and could not be fetched: ${reason}.\n${advice}`, { cause: fault });
};

/** Where fetched packages keep their libraries: in a folder named after the machine, such as x86_64-linux-gnu. */
const fetchedLibraries = async (unpacked: string): Promise<readonly string[]> => {
  const folders = [join(unpacked, 'usr', 'lib'), join(unpacked, 'lib')];
  const below = await Promise.all(folders.map(async (folder) => (await readdir(folder).catch(() => [])).map((name) => join(folder, name))));
  return below.flat().filter((folder) => folder.includes('-linux-'));
};

/** Finds a program on the search path or in the tools folder, or else fetches it into that. */
export const findProgram = async (program: Program, search: ProgramSearch): Promise<FoundProgram> => {
  const { name, folder } = program;
  const unpacked = join(search.toolsDir, name);
  const fetched = join(unpacked, folder, name);
  const installed = await choose(program, [...search.searchPath.map((each) => join(each, name)), unpacked]);
  if (installed.usable !== undefined) return { binary: installed.usable, libraries: [] };
  const before = await choose(program, [fetched]);
  if (before.usable === undefined) {
    search.onDownload?.();
    const fault: unknown = await fetchProgram(program, search).catch((cause: unknown) => cause);
    const after = await choose(program, [fetched]);
    if (after.usable === undefined) throw notFound(program, [...installed.tooOld, ...after.tooOld], fault);
  }
  return { binary: fetched, libraries: await fetchedLibraries(unpacked) };
};
