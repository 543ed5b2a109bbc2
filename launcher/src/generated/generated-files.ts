import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../command/paths';
import type { DescribedContext } from '../contexts/outlines';
import { composeFile } from './compose-file';
import { contextReadme } from './context-readme';
import { folderFiles } from './folder-files';
import { architecture, configuration, frontends, projectReadme } from './project-documents';

/** The parts around a place; its file is named where something is wrong with it. */
const changed = (path: string, change: (text: string) => string): readonly [string, string] => {
  try {
    return [path, change(readFileSync(join(repositoryRoot, path), 'utf8'))];
  } catch (cause) {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
};

/** Everything outside `schema/` that is made of the contexts' manifests and code, by path; whole files, with what people wrote in them. */
export const generatedFiles = (contexts: readonly DescribedContext[]): ReadonlyMap<string, string> => {
  const manifests = contexts.map(({ manifest }) => manifest);
  return new Map([
    ...folderFiles(),
    changed('docker-compose.yml', (text) => composeFile(text, manifests)),
    changed('README.md', (text) => projectReadme(text, manifests)),
    changed('docs/architecture.md', (text) => architecture(text, manifests)),
    changed('docs/configuration.md', (text) => configuration(text, contexts)),
    changed('docs/frontends.md', frontends),
    ...contexts.map((context) => changed(`subgraphs/${context.manifest.name}/README.md`, (text) => contextReadme(text, context))),
  ]);
};

/** Writes files, by their paths below the root; those that are right already keep their time. */
export const writeFiles = async (files: ReadonlyMap<string, string>): Promise<void> => {
  for (const [path, text] of files) {
    const file = join(repositoryRoot, path);
    if ((await readFile(file, 'utf8').catch(() => undefined)) === text) continue;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
};
