import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exitWithError } from '../command/exit-with-error';
import { repositoryRoot } from '../command/paths';
import { schemaFiles, type SchemaFiles } from './files';
import { readSubgraphs } from './sources';

const folder = join(repositoryRoot, 'schema');

const removeStale = async (files: SchemaFiles): Promise<void> => {
  for (const kind of ['subgraphs', 'events']) {
    const names = await readdir(join(folder, kind)).catch(() => []);
    const stale = names.filter((name) => !files.has(`${kind}/${name}`));
    await Promise.all(stale.map((name) => rm(join(folder, kind, name))));
  }
};

/** Writes what is generated below `schema/`: SDL of each subgraph, the supergraph, JSON Schemas of the events. */
const main = async (): Promise<void> => {
  const files = schemaFiles(await readSubgraphs());
  for (const [name, text] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  await removeStale(files);
  console.log(`${files.size.toString()} files in schema/ are up to date.`);
};

main().catch(exitWithError);
