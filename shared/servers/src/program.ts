import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fetchDebianPackages } from './debian-packages';

const run = promisify(execFile);

/** The leading numbers of a version: [2, 10] for 2.10. */
export type Version = readonly number[];

export const versionText = (version: Version): string => version.join('.');

/** The first version number in a text such as "nats-server: v2.10.27". */
const numbersIn = (text: string): Version => (/\d+(?:\.\d+)+/.exec(text)?.[0] ?? '').split('.').map(Number);

/** True when a text has this version number or a newer one. */
export const isAtLeast = (text: string, oldest: Version): boolean => {
  const found = numbersIn(text);
  const position = oldest.findIndex((number, index) => (found[index] ?? 0) !== number);
  return position < 0 || (found[position] ?? 0) > (oldest[position] ?? 0);
};

/** A server program from the system or from Debian packages. */
export type Program = {
  readonly name: string;
  /** The Debian packages of the program. Their libraries are downloaded too. */
  readonly packages: readonly string[];
  /** The Debian release to download from if that of the system can be too old. */
  readonly release?: string;
  /** The path of the program in the packages. */
  readonly folder: string;
  /** The oldest supported version. */
  readonly oldest?: Version;
  /** The advice if the program can be neither found nor downloaded. */
  readonly advice: string;
};

/** The folders to search and the folder for downloads. */
export type ProgramSearch = {
  readonly toolsDir: string;
  readonly searchPath: readonly string[];
  /** Called before a download, which takes a few seconds. */
  readonly onDownload?: (() => void) | undefined;
};

/** A program with the folders of its downloaded libraries. */
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

/** The output of `--version`, or an empty text if it fails. */
const versionOf = (binary: string): Promise<string> =>
  run(binary, ['--version'], { timeout: 10_000 }).then(
    ({ stdout }) => stdout,
    () => '',
  );

/** The usable program, and those that are too old. */
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

/** Downloads a program. It is unpacked to a temporary folder and renamed, so that a concurrent start never sees an incomplete one. */
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

/** The library folders of downloaded packages, which are named after the platform, such as x86_64-linux-gnu. */
const fetchedLibraries = async (unpacked: string): Promise<readonly string[]> => {
  const folders = [join(unpacked, 'usr', 'lib'), join(unpacked, 'lib')];
  const below = await Promise.all(folders.map(async (folder) => (await readdir(folder).catch(() => [])).map((name) => join(folder, name))));
  return below.flat().filter((folder) => folder.includes('-linux-'));
};

/** Finds a program in the search path or the tools folder, or downloads it. */
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
