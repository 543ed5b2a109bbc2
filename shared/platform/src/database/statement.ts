/**
 * A part of a unit: an INSERT, UPDATE or DELETE without RETURNING. Where its parameters are columns, it treats each row
 * by itself, and rows of other units can stand beside its own.
 */
export type Part = {
  readonly sql: string;
  readonly params: readonly unknown[];
  readonly isColumns: boolean;
  /** How many rows must be written; another number rolls everything back. */
  readonly expect?: number;
};

/** What reaches PostgreSQL: one text, and the parameters for it. */
export type Statement = { readonly sql: string; readonly params: readonly unknown[] };

const renumber = (sql: string, offset: number): string =>
  sql.replace(/\$(\d+)/g, (_, number: string) => `$${(Number(number) + offset).toString()}`);

const textOf = (parts: readonly Part[]): string => {
  const checks: string[] = [];
  let offset = 0;
  let counted = parts.reduce((sum, part) => sum + part.params.length, 0);
  const expressions = parts.map((part, position) => {
    const sql = renumber(part.sql, offset);
    offset += part.params.length;
    if (part.expect !== undefined) {
      counted += 1;
      checks.push(`expect_rows((SELECT count(*) FROM part${position.toString()}), $${counted.toString()}::int)`);
    }
    return `part${position.toString()} AS (${sql} RETURNING 1)`;
  });
  return `WITH ${expressions.join(',\n')} SELECT ${checks.length === 0 ? '1' : checks.join(', ')}`;
};

/** What parts of these texts make together. Code has a bounded number of them; what is beyond the bound is made each time. */
const texts = new Map<string, string>();
const maxTexts = 2_000;

/** Says which text parts make, without making it. */
export const shapeOf = (parts: readonly Part[]): string =>
  parts.map((part) => `${part.expect === undefined ? '' : 'counted '}${part.params.length.toString()} ${part.sql}`).join(';');

/**
 * One statement out of many parts: each a common table expression, its parameters renumbered, its row count checked. The
 * expected counts are parameters too, so that the text is the same for one row and for a hundred.
 */
export const compose = (parts: readonly Part[]): Statement => {
  const shape = shapeOf(parts);
  const sql = texts.get(shape) ?? textOf(parts);
  if (texts.size < maxTexts) texts.set(shape, sql);
  const expected = parts.flatMap(({ expect }) => (expect === undefined ? [] : [expect]));
  return { sql, params: [...parts.flatMap((part) => part.params), ...expected] };
};

const stacked = (parts: readonly [Part, ...Part[]]): Part => {
  const [first] = parts;
  if (parts.length === 1) return first;
  const columns = first.params.map((_, position) => parts.flatMap((part) => part.params[position] as readonly unknown[]));
  const expect = parts.reduce((sum, part) => sum + (part.expect ?? 0), 0);
  return { ...first, params: columns, ...(first.expect === undefined ? {} : { expect }) };
};

/** Parts of one text become one part, with the rows of all of them in order. */
export const mergeParts = (units: readonly (readonly Part[])[]): readonly Part[] => {
  const byText = new Map<string, [Part, ...Part[]]>();
  for (const part of units.flat()) {
    const key = part.expect === undefined ? part.sql : `${part.sql} -- counted`;
    const known = byText.get(key);
    if (known === undefined) byText.set(key, [part]);
    else known.push(part);
  }
  return [...byText.values()].map(stacked);
};

export const isMergeable = (parts: readonly Part[]): boolean => parts.every((part) => part.isColumns);
