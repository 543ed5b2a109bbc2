import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A server program that is taken from the system, or else from the packages of a Debian. */
export type Program = {
  readonly name: string;
  /** The Debian packages that it consists of. What they need of libraries comes with them. */
  readonly packages: readonly string[];
  /** Where it lies in them. */
  readonly folder: string;
  /** What to do where it can be neither found nor fetched. */
  readonly advice: string;
};

/** Where to look, and where to put what was downloaded. */
export type ProgramSearch = {
  readonly toolsDir: string;
  readonly searchPath: readonly string[];
  /** Is told before a download starts, which takes a few seconds. */
  readonly onDownload?: (() => void) | undefined;
};

/** A program, and where libraries lie that were fetched with it. */
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

/** Package lists of our own, for a machine that has none: nothing of the system is changed, and no right is needed. */
const privateLists = async (aptGet: string, folder: string): Promise<readonly string[]> => {
  await mkdir(join(folder, 'lists', 'partial'), { recursive: true });
  await mkdir(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
  const options = ['-o', `Dir::State::Lists=${join(folder, 'lists')}`, '-o', `Dir::Cache=${join(folder, 'cache')}`];
  await run(aptGet, [...options, '-o', 'APT::Sandbox::User=root', 'update'], { timeout: 120_000 });
  return options;
};

/** Downloads packages into a folder of its own; returns the options that the package lists were found with. */
const download = async (aptGet: string, packages: readonly string[], folder: string): Promise<readonly string[]> => {
  const fetch = (options: readonly string[]): Promise<unknown> =>
    run(aptGet, [...options, '-o', 'APT::Sandbox::User=root', 'download', ...packages], { cwd: folder, timeout: 120_000 });
  try {
    await fetch([]);
    return [];
  } catch {
    const options = await privateLists(aptGet, folder);
    await fetch(options);
    return options;
  }
};

const archivesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith('.deb')).map((name) => join(folder, name));

/** The libraries that a package names, but for the one that every program needs. */
const librariesOf = async (archive: string): Promise<readonly string[]> => {
  const { stdout } = await run('dpkg-deb', ['-f', archive, 'Depends']);
  const names = stdout.split(',').map((each) => /^\s*([a-z0-9.+-]+)/.exec(each)?.[1] ?? '');
  return names.filter((name) => name.startsWith('lib') && name !== 'libc6');
};

/** Unpacked beside and then renamed, so that a second start at the same time never sees half a program. */
const fetchPackages = async ({ name, packages }: Program, { toolsDir, searchPath }: ProgramSearch): Promise<void> => {
  const aptGet = await firstProgram(searchPath.map((folder) => join(folder, 'apt-get')));
  if (aptGet === undefined) throw new Error('this system has no apt-get');
  await mkdir(toolsDir, { recursive: true });
  const folder = await mkdtemp(join(toolsDir, 'fetch-'));
  try {
    await download(aptGet, packages, folder);
    const libraries = new Set((await Promise.all((await archivesIn(folder)).map(librariesOf))).flat());
    if (libraries.size > 0) await download(aptGet, [...libraries], folder);
    const unpacked = join(folder, 'unpacked');
    for (const archive of await archivesIn(folder)) await run('dpkg-deb', ['-x', archive, unpacked]);
    await rename(unpacked, join(toolsDir, name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const adviceFor = ({ name, advice }: Program, fault: unknown): Error => {
  const cause = fault instanceof Error ? (fault.message.split('\n')[0] ?? '') : 'no program in the package';
  return new Error(`${name} was not found, and could not be fetched (${cause}).\n${advice}`);
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
  const installed = await firstProgram([...search.searchPath.map((each) => join(each, name)), unpacked]);
  if (installed !== undefined) return { binary: installed, libraries: [] };
  if (!(await isProgram(fetched))) {
    search.onDownload?.();
    const fault: unknown = await fetchPackages(program, search).catch((cause: unknown) => cause);
    if (!(await isProgram(fetched))) throw adviceFor(program, fault);
  }
  return { binary: fetched, libraries: await fetchedLibraries(unpacked) };
};
