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

/** Writes everything that is generated from the contexts: files of `schema/` and blocks in other files. */
const writeAll = async (): Promise<void> => {
  const contexts = await describeContexts();
  const files = schemaFiles(contexts);
  const others = generatedFiles(contexts);
  await writeFiles(new Map([...[...files].map(([name, text]) => [`schema/${name}`, text] as const), ...others]));
  await removeStale(files);
  console.log(`${files.size.toString()} files in schema/ and ${others.size.toString()} other files are up to date.`);
};

/** With `--before-build`, writes only the files that the build reads, which depend on folders alone. */
const main = (): Promise<void> => (process.argv.includes('--before-build') ? writeFiles(folderFiles()) : writeAll());

main().catch(exitWithError);
