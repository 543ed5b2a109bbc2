import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exitWithError } from '../command/exit-with-error';
import { repositoryRoot } from '../command/paths';
import { describeContexts } from '../contexts/outlines';
import { folderFiles } from '../generated/folder-files';
import { generatedFiles, writeFiles } from '../generated/generated-files';
import { schemaFiles, type SchemaFiles } from './files';

const folder = join(repositoryRoot, 'schema');

const removeStale = async (files: SchemaFiles): Promise<void> => {
  for (const kind of ['subgraphs', 'events']) {
    const names = await readdir(join(folder, kind)).catch(() => []);
    const stale = names.filter((name) => !files.has(`${kind}/${name}`));
    await Promise.all(stale.map((name) => rm(join(folder, kind, name))));
  }
};

/** Writes everything that is generated from the contexts: files of `schema/`, and parts of files elsewhere. */
const writeAll = async (): Promise<void> => {
  const contexts = await describeContexts();
  const files = schemaFiles(contexts);
  const elsewhere = generatedFiles(contexts);
  await writeFiles(new Map([...[...files].map(([name, text]) => [`schema/${name}`, text] as const), ...elsewhere]));
  await removeStale(files);
  console.log(`${files.size.toString()} files in schema/ are up to date, and ${elsewhere.size.toString()} elsewhere.`);
};

/** With `--before-build`, only what the build reads, which follows from folders alone. */
const main = (): Promise<void> => (process.argv.includes('--before-build') ? writeFiles(folderFiles()) : writeAll());

main().catch(exitWithError);
