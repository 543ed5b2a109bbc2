import { createHash } from 'node:crypto';
import { cpSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '../..');

/** What is not written by people, at the top or in a package. */
const leftOut = new Set(['.git', '.data', '.nx', '.ci', '.tools', '.env', 'node_modules', 'coverage']);
const built = 'dist';

/** A copy of this repository that may be changed. It has the dependencies of the original, and workspaces of its own. */
export type RepositoryCopy = {
  readonly folder: string;
  /** A hash of each file that is under version control, or would be, by its path. */
  readonly files: () => Promise<ReadonlyMap<string, string>>;
  readonly remove: () => Promise<void>;
};

const linkModules = async (folder: string): Promise<void> => {
  const [from, to] = [join(root, 'node_modules'), join(folder, 'node_modules')];
  await mkdir(join(to, '@marketplace'), { recursive: true });
  const names = (await readdir(from)).filter((name) => !['@marketplace', '.package-lock.json'].includes(name));
  await Promise.all(names.map((name) => symlink(join(from, name), join(to, name))));
  const workspaces = await readdir(join(from, '@marketplace'));
  for (const name of workspaces) await symlink(await readlink(join(from, '@marketplace', name)), join(to, '@marketplace', name));
  // The newer of the two, as after an installation.
  await copyFile(join(from, '.package-lock.json'), join(to, '.package-lock.json'));
};

const hashes = async (folder: string): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>();
  const walk = async (path: string): Promise<void> => {
    for (const entry of await readdir(path, { withFileTypes: true })) {
      const file = join(path, entry.name);
      if (entry.isDirectory() && !leftOut.has(entry.name) && entry.name !== built) await walk(file);
      if (entry.isFile())
        found.set(
          relative(folder, file),
          createHash('sha1')
            .update(await readFile(file))
            .digest('hex'),
        );
    }
  };
  await walk(folder);
  return found;
};

/** Copies the repository, with what is built of it: only what is new there has to be built. */
export const copyOfRepository = async (): Promise<RepositoryCopy> => {
  const folder = await mkdtemp(join(tmpdir(), 'marketplace-copy-'));
  // Maps are for debuggers, and half of what is built.
  const filter = (source: string): boolean => !leftOut.has(basename(source)) && !source.endsWith('.map');
  for (const name of await readdir(root)) {
    if (!leftOut.has(name)) cpSync(join(root, name), join(folder, name), { recursive: true, preserveTimestamps: true, filter });
  }
  await linkModules(folder);
  // Programs that were fetched for this machine.
  await symlink(join(root, '.tools'), join(folder, '.tools'));
  return { folder, files: () => hashes(folder), remove: () => rm(folder, { recursive: true, force: true }) };
};
