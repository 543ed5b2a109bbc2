import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../command/paths';
import type { DescribedContext } from '../contexts/outlines';
import { composeFile } from './compose-file';
import { contextReadme } from './context-readme';
import { folderFiles } from './folder-files';
import { architecture, configuration, frontends, projectReadme } from './project-documents';

/** Updates the text of a file. Errors include the path. */
const updatedFile = (path: string, change: (text: string) => string): readonly [string, string] => {
  try {
    return [path, change(readFileSync(join(repositoryRoot, path), 'utf8'))];
  } catch (cause) {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
};

/** The generated files outside `schema/` by path, with their handwritten parts. */
export const generatedFiles = (contexts: readonly DescribedContext[]): ReadonlyMap<string, string> => {
  const manifests = contexts.map(({ manifest }) => manifest);
  return new Map([
    ...folderFiles(),
    updatedFile('docker-compose.yml', (text) => composeFile(text, manifests)),
    updatedFile('README.md', (text) => projectReadme(text, manifests)),
    updatedFile('docs/architecture.md', (text) => architecture(text, manifests)),
    updatedFile('docs/configuration.md', (text) => configuration(text, contexts)),
    updatedFile('docs/frontends.md', frontends),
    ...contexts.map((context) => updatedFile(`subgraphs/${context.manifest.name}/README.md`, (text) => contextReadme(text, context))),
  ]);
};

/** Writes files, by path below the root. Unchanged files keep their modification time. */
export const writeFiles = async (files: ReadonlyMap<string, string>): Promise<void> => {
  for (const [path, text] of files) {
    const file = join(repositoryRoot, path);
    if ((await readFile(file, 'utf8').catch(() => undefined)) === text) continue;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
};
