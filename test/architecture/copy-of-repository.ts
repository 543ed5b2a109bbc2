import { createHash } from 'node:crypto';
import { cpSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '../..');

/** Generated files, at the top level or in a package. */
const leftOut = new Set(['.git', '.data', '.nx', '.ci', '.tools', '.env', 'node_modules', 'coverage']);
const built = 'dist';

/** A modifiable copy of this repository, with the dependencies of the original and its own workspaces. */
export type RepositoryCopy = {
  readonly folder: string;
  /** The hashes of the files that are or would be under version control, by path. */
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

/** Copies the repository with its build output, so that only new code has to be built. */
export const copyOfRepository = async (): Promise<RepositoryCopy> => {
  const folder = await mkdtemp(join(tmpdir(), 'marketplace-copy-'));
  // Source maps are half of the build output and only for debuggers.
  const filter = (source: string): boolean => !leftOut.has(basename(source)) && !source.endsWith('.map');
  for (const name of await readdir(root)) {
    if (!leftOut.has(name)) cpSync(join(root, name), join(folder, name), { recursive: true, preserveTimestamps: true, filter });
  }
  await linkModules(folder);
  // Programs downloaded for this machine.
  await symlink(join(root, '.tools'), join(folder, '.tools'));
  return { folder, files: () => hashes(folder), remove: () => rm(folder, { recursive: true, force: true }) };
};
