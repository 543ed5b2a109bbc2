import fc from 'fast-check';
import type { ReadRow, RowReader } from '../../application/product-import-ports';
import { csvRecords, maxRowBytes } from './csv-records';
import { jsonLines } from './json-lines';

const start = { bytes: 0, rows: 0 };

/** The bytes after an offset, in chunks of these lengths in turn. */
const inChunks = async function* (bytes: Uint8Array, from: number, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = from, turn = 0; at < bytes.length; turn += 1) {
    const end = at + (lengths[turn % lengths.length] ?? bytes.length);
    yield await Promise.resolve(bytes.subarray(at, end));
    at = end;
  }
};

const readAll = async <R>(reader: RowReader<R>, text: string, lengths: readonly number[] = [1_000_000]): Promise<readonly ReadRow<R>[]> => {
  const rows: ReadRow<R>[] = [];
  for await (const row of reader(inChunks(Buffer.from(text), 0, lengths), start)) rows.push(row);
  return rows;
};

const rowsOf = async (text: string): Promise<readonly unknown[]> =>
  (await readAll(csvRecords, text)).map((read) => ('row' in read ? read.row.cells : `${read.issue.code} ${read.issue.row.toString()}`));

const cell = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '"', ',', '\n', '\r\n', ' ', "'", ';'), maxLength: 8 });
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const file = fc.tuple(
  fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 12 }),
  fc.constantFrom('\n', '\r\n', '\r'),
  fc.boolean(),
);
const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });

describe('a CSV file', () => {
  it('is parsed row by row, with the row numbers of a spreadsheet', async () => {
    const text = '\uFEFFHandle,Title\r\na,"two\nlines, ""quoted"""\n\nb,plain\r\nc,last';
    expect(await rowsOf(text)).toEqual([['Handle', 'Title'], ['a', 'two\nlines, "quoted"'], [''], ['b', 'plain'], ['c', 'last']]);
    const ends = (await readAll(csvRecords, text)).map(({ end }) => end);
    expect(ends.at(-1)).toEqual({ bytes: Buffer.byteLength(text), rows: 5 });
  });

  it('loses only one row to a misplaced quote', async () => {
    expect(await rowsOf('a,b\nc,"d"e\nf,g\n')).toEqual([['a', 'b'], 'row-unreadable 2', ['f', 'g']]);
    expect(await rowsOf('a,b\nc,"never closed\nf,g')).toEqual([['a', 'b'], 'row-unreadable 2', ['f', 'g']]);
    const long = `a,b\nc,"never closed\n${'f,g\n'.repeat(maxRowBytes / 2)}`;
    const rows = await rowsOf(long);
    expect(rows.filter((row) => typeof row === 'string')).toEqual(['row-unreadable 2']);
    expect(rows).toHaveLength(maxRowBytes / 2 + 2);
  });

  it('has the same rows however it is split into chunks, and wherever parsing resumes', async () => {
    await fc.assert(
      fc.asyncProperty(file, lengths, fc.nat(), async ([rows, lineEnd, isQuoted], cuts, at) => {
        const text = rows
          .map((row) => row.map((each) => (isQuoted || /["\n\r,]/.test(each) ? quoted(each) : each)).join(','))
          .join(lineEnd);
        const whole = await readAll(csvRecords, text);
        expect(whole.map((read): unknown => ('row' in read ? read.row.cells : read.issue))).toEqual(
          // An empty last row is ignored.
          text === '' || text.endsWith(lineEnd) ? rows.slice(0, whole.length) : rows,
        );
        expect(await readAll(csvRecords, text, cuts)).toEqual(whole);
        const from = whole[at % Math.max(whole.length, 1)]?.end ?? start;
        const rest: unknown[] = [];
        for await (const row of csvRecords(inChunks(Buffer.from(text), from.bytes, cuts), from)) rest.push(row);
        expect(rest).toEqual(whole.slice(from.rows));
      }),
    );
  });

  it('has the same rows if some are broken', async () => {
    const broken = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'é'), maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(broken, lengths, async (text, cuts) => {
        const whole = await readAll(csvRecords, text);
        expect(await readAll(csvRecords, text, cuts)).toEqual(whole);
        expect(whole.map(({ end }) => end.rows)).toEqual(whole.map((_, position) => position + 1));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a JSON Lines file', () => {
  const codesOf = async (text: string): Promise<readonly unknown[]> =>
    (await readAll(jsonLines, text)).map((read) =>
      'row' in read ? read.row.line.handle : [read.issue.row, read.issue.code, read.issue.column],
    );

  it('has one product per line and reports invalid lines', async () => {
    const lines = ['{"handle":"a"}', '', '{"handle":', '{"handle":"b","variants":[{"sku":1}]}', '[]', '{"handle":"c"}'];
    expect(await codesOf(lines.join('\n'))).toEqual([
      'a',
      [3, 'row-unreadable', undefined],
      [4, 'field-invalid', 'variants.0.sku'],
      [5, 'field-invalid', undefined],
      'c',
    ]);
    expect(await codesOf(`{"handle":"${'x'.repeat(maxRowBytes)}"}\n{"handle":"d"}`)).toEqual([[1, 'row-too-long', undefined], 'd']);
  });

  it('has the same products however it is split into chunks', async () => {
    const line = fc.record({ handle: cell }).map((each) => JSON.stringify(each));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(line, fc.constant(''), fc.constant('{')), { maxLength: 12 }), lengths, async (lines, cuts) => {
        const text = lines.join('\n');
        expect(await readAll(jsonLines, text, cuts)).toEqual(await readAll(jsonLines, text));
      }),
    );
  });
});
