import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contextNames, describeContexts, schemaFiles, type SchemaFiles } from '@marketplace/launcher';

const folder = join(__dirname, '../../schema');

const committed = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

describe('the committed schema', () => {
  let files: SchemaFiles;

  beforeAll(async () => {
    files = schemaFiles(await describeContexts());
  });

  it.each(contextNames)('matches the code of %s (npm run schema)', async (name) => {
    const file = `subgraphs/${name}.graphql`;
    expect(await committed(file)).toBe(files.get(file));
  });

  it('is composed of these subgraphs', async () => {
    expect((await readdir(join(folder, 'subgraphs'))).sort()).toEqual(contextNames.map((name) => `${name}.graphql`));
    expect(await committed('supergraph.graphql')).toBe(files.get('supergraph.graphql'));
    expect(await committed('contexts.json')).toBe(files.get('contexts.json'));
  });
});
