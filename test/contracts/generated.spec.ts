import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contextNames, describeContexts, generatedFiles, undescribedRows } from '@marketplace/launcher';

const read = (path: string): string => readFileSync(join(__dirname, '../..', path), 'utf8');

describe('generated files outside schema/', () => {
  let files: ReadonlyMap<string, string>;

  beforeAll(async () => {
    files = generatedFiles(await describeContexts());
  });

  it.each([
    'tsconfig.json',
    'schema/src/events/by-context.ts',
    'docker-compose.yml',
    'README.md',
    'docs/architecture.md',
    'docs/configuration.md',
    'docs/frontends.md',
  ])('are up to date in %s (npm run schema)', (path) => {
    expect(read(path)).toBe(files.get(path));
  });

  it.each(contextNames)('are up to date in the README of %s (npm run schema), with a description of each line', (name) => {
    const path = `subgraphs/${name}/README.md`;
    expect(read(path)).toBe(files.get(path));
    expect(undescribedRows(read(path))).toEqual([]);
  });
});
