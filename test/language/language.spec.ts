import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultyDescriptions } from './descriptions';
import { dialectOf } from './dialect';

const root = join(__dirname, '../..');

const files = execFileSync('git', ['ls-files', '*.ts', '*.md', '*.mjs', '*.cjs'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && !file.startsWith('test/language/') && existsSync(join(root, file)));

describe('the language of the project', () => {
  it('is plain English in code, comments and documents (test/language/dialect.ts)', () => {
    const findings = files.flatMap((file) =>
      dialectOf(readFileSync(join(root, file), 'utf8')).map(
        ({ line, text, instead }) => `${file}:${line.toString()}: ${text} -> ${instead}`,
      ),
    );
    expect(findings).toEqual([]);
  });

  it.each(readdirSync(join(root, 'schema/subgraphs')))('describes every type, field and argument in %s', (name) => {
    expect(faultyDescriptions(readFileSync(join(root, 'schema/subgraphs', name), 'utf8'))).toEqual([]);
  });

  it('is checked word by word: a planted phrase is found with its line and what to write', () => {
    expect(dialectOf('const a = 1;\n// Whoever asks is told.\n/** What it is. */')).toEqual([
      { line: 2, text: '// Whoever asks is told.', instead: 'anyone who, the caller, the client' },
      { line: 2, text: '// Whoever asks is told.', instead: 'receives, reports, is notified' },
      { line: 3, text: '/** What it is. */', instead: 'begin with a noun phrase or a verb' },
    ]);
    expect(dialectOf('// The name of a band: "Whoever" (dialect-ok: a name)')).toEqual([]);
  });

  it('is checked in descriptions: a missing, a questioning and a dialect one are found', () => {
    const sdl = `type Query { "What it costs." price(currency: String): Int "The total price." total: Int }
      "A shelf of the shop." type Shelf { name: String }`;
    expect(faultyDescriptions(sdl)).toEqual([
      'Query.price begins with a question word: "What it costs."',
      'Query.price.currency has no description',
      'Shelf "A shelf of the shop.": write "category"',
      'Shelf.name has no description',
    ]);
  });
});
