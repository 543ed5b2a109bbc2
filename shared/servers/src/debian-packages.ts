import { execFile } from 'node:child_process';
import { access, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Debian packages to download and unpack. The system is not changed, so no privileges are required. */
export type DebianPackages = {
  readonly names: readonly string[];
  /** The Debian release, such as `trixie`. Defaults to the package sources of the system. */
  readonly release?: string | undefined;
};

/** The paths of the package management programs of Debian. */
export type PackageTools = { readonly aptGet: string; readonly dpkgDeb: string };

type Apt = PackageTools & { readonly options: readonly string[] };

const timeoutMilliseconds = 180_000;

const runApt = async ({ aptGet, options }: Apt, folder: string, ...args: readonly string[]): Promise<string> => {
  const { stdout } = await run(aptGet, [...options, ...args], { cwd: folder, timeout: timeoutMilliseconds });
  return stdout;
};

/** Options for separate package lists and cache, for a system without lists or another release. */
const ownLists = async (folder: string): Promise<readonly string[]> => {
  await mkdir(join(folder, 'lists', 'partial'), { recursive: true });
  await mkdir(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
  const folders = ['-o', `Dir::State::Lists=${join(folder, 'lists')}`, '-o', `Dir::Cache=${join(folder, 'cache')}`];
  return [...folders, '-o', 'Acquire::Languages=none'];
};

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** The Debian mirror of the system, read from the URIs of an update. */
const mirrorOf = async (apt: Apt, folder: string): Promise<string> => {
  const uris = await runApt(apt, folder, 'update', '--print-uris');
  const [, mirror] = /'([^']+\/debian)\/dists\//.exec(uris) ?? [];
  if (mirror === undefined) throw new Error('the package sources of this system name no Debian mirror');
  return mirror;
};

/** A package source for one release that replaces those of the system. Signatures are verified. */
const sourceOf = async (apt: Apt, release: string, folder: string): Promise<readonly string[]> => {
  const signedBy = (await exists(keyring)) ? ` [signed-by=${keyring}]` : '';
  const list = join(folder, 'sources.list');
  await writeFile(list, `deb${signedBy} ${await mirrorOf(apt, folder)} ${release} main\n`);
  return ['-o', `Dir::Etc::sourcelist=${list}`, '-o', 'Dir::Etc::sourceparts=/dev/null'];
};

/** The package sources to try in order, the fastest first. */
const sourcesFor = ({ release }: DebianPackages, system: Apt, folder: string): readonly (() => Promise<Apt>)[] => {
  const updated = async (options: readonly string[]): Promise<Apt> => {
    const apt = { ...system, options: [...system.options, ...options] };
    await runApt(apt, folder, 'update');
    return apt;
  };
  const ofRelease = async (name: string): Promise<Apt> => {
    const lists = await ownLists(folder);
    return updated([...lists, ...(await sourceOf(system, name, folder))]);
  };
  const ofSystem = [() => Promise.resolve(system), async () => updated(await ownLists(folder))];
  return release === undefined ? ofSystem : [() => ofRelease(release), ...ofSystem];
};

const archivesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith('.deb')).map((name) => join(folder, name));

/** The libraries that a package depends on, except the C library. */
const librariesOf = async (dpkgDeb: string, archive: string): Promise<readonly string[]> => {
  const { stdout } = await run(dpkgDeb, ['-f', archive, 'Depends']);
  const names = stdout.split(',').map((each) => /^\s*([a-z0-9.+-]+)/.exec(each)?.[1] ?? '');
  return names.filter((name) => name.startsWith('lib') && name !== 'libc6');
};

const downloadBy = async (apt: Apt, names: readonly string[], folder: string): Promise<void> => {
  await runApt(apt, folder, 'download', ...names);
  const needed = await Promise.all((await archivesIn(folder)).map((archive) => librariesOf(apt.dpkgDeb, archive)));
  const libraries = new Set(needed.flat());
  if (libraries.size > 0) await runApt(apt, folder, 'download', ...libraries);
};

const download = async (packages: DebianPackages, system: Apt, folder: string): Promise<void> => {
  const faults: unknown[] = [];
  for (const way of sourcesFor(packages, system, folder)) {
    try {
      await downloadBy(await way(), packages.names, folder);
      return;
    } catch (fault) {
      faults.push(fault);
      // Archives of a failed source can be from another release and must not be mixed with those of the next source.
      await Promise.all((await archivesIn(folder)).map((archive) => rm(archive)));
    }
  }
  throw faults[0];
};

/** Downloads packages with their libraries and unpacks them. Returns the folder. */
export const fetchDebianPackages = async (packages: DebianPackages, tools: PackageTools, folder: string): Promise<string> => {
  // apt drops root privileges for downloads and could not write to a folder that only root can access.
  await download(packages, { ...tools, options: ['-o', 'APT::Sandbox::User=root'] }, folder);
  const unpacked = join(folder, 'unpacked');
  for (const archive of await archivesIn(folder)) await run(tools.dpkgDeb, ['-x', archive, unpacked]);
  return unpacked;
};
