import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contextNames, describeContexts, generatedFiles, unexplainedIn } from '@marketplace/launcher';

const read = (path: string): string => readFileSync(join(__dirname, '../..', path), 'utf8');

describe('what is generated of the contexts, outside schema/', () => {
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
  ])('is in %s (npm run schema)', (path) => {
    expect(read(path)).toBe(files.get(path));
  });

  it.each(contextNames)('is in the README of %s (npm run schema), which says what each line means', (name) => {
    const path = `subgraphs/${name}/README.md`;
    expect(read(path)).toBe(files.get(path));
    expect(unexplainedIn(read(path))).toEqual([]);
  });
});
