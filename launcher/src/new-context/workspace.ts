import { mkdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { repositoryRoot } from '../command/paths';

const lockShape = z.looseObject({ packages: z.record(z.string(), z.unknown()) });

const packageOf = (context: string): string => `@marketplace/${context}`;

/** Adds the workspace of a context to the lock file, as `npm install` does. */
export const withWorkspace = (lock: string, context: string): string => {
  const { packages, ...rest } = lockShape.parse(JSON.parse(lock));
  const entries = Object.entries({
    ...packages,
    [`node_modules/${packageOf(context)}`]: { resolved: `subgraphs/${context}`, link: true },
    [`subgraphs/${context}`]: { name: packageOf(context), version: '0.1.0', license: 'MIT' },
  });
  const sorted = Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b, 'en')));
  return `${JSON.stringify({ ...rest, packages: sorted }, undefined, 2)}\n`;
};

/** Adds a context to the workspaces like `npm install`, but offline: it has no external dependencies. */
export const enterWorkspace = async (context: string): Promise<void> => {
  const modules = join(repositoryRoot, 'node_modules');
  const installed = join(modules, '.package-lock.json');
  for (const file of [join(repositoryRoot, 'package-lock.json'), installed])
    await writeFile(file, withWorkspace(await readFile(file, 'utf8'), context));
  await mkdir(join(modules, '@marketplace'), { recursive: true });
  const link = join(modules, packageOf(context));
  if ((await stat(link).catch(() => undefined)) === undefined) await symlink(join('../../subgraphs', context), link);
  // npm's copy must be newer than the lock file, or the next command installs everything again.
  const now = new Date();
  await utimes(installed, now, now);
};
