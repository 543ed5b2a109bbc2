/**
 * A statement of a unit: an INSERT, UPDATE or DELETE without RETURNING. If its parameters are columns, it handles each row separately and
 * can be merged with rows of other units.
 */
export type UnitPart = {
  readonly sql: string;
  readonly params: readonly unknown[];
  readonly isColumns: boolean;
  /** The number of rows that must be written; any other number rolls everything back. */
  readonly expect?: number;
};

/** A SQL statement with its parameters. */
export type Statement = { readonly sql: string; readonly params: readonly unknown[] };

const renumber = (sql: string, offset: number): string =>
  sql.replace(/\$(\d+)/g, (_, number: string) => `$${(Number(number) + offset).toString()}`);

const textOf = (parts: readonly UnitPart[]): string => {
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

/** Composed texts by shape. Beyond the maximum, texts are composed each time. */
const texts = new Map<string, string>();
const maxTexts = 2_000;

/** The cache key of a composed statement. */
export const shapeOf = (parts: readonly UnitPart[]): string =>
  parts.map((part) => `${part.expect === undefined ? '' : 'counted '}${part.params.length.toString()} ${part.sql}`).join(';');

/**
 * Composes one statement of many parts: each is a common table expression with renumbered parameters and a check of its row count. Expected
 * counts are parameters, so that the text does not depend on the number of rows.
 */
export const compose = (parts: readonly UnitPart[]): Statement => {
  const shape = shapeOf(parts);
  const sql = texts.get(shape) ?? textOf(parts);
  if (texts.size < maxTexts) texts.set(shape, sql);
  const expected = parts.flatMap(({ expect }) => (expect === undefined ? [] : [expect]));
  return { sql, params: [...parts.flatMap((part) => part.params), ...expected] };
};

const stacked = (parts: readonly [UnitPart, ...UnitPart[]]): UnitPart => {
  const [first] = parts;
  if (parts.length === 1) return first;
  const columns = first.params.map((_, position) => parts.flatMap((part) => part.params[position] as readonly unknown[]));
  const expect = parts.reduce((sum, part) => sum + (part.expect ?? 0), 0);
  return { ...first, params: columns, ...(first.expect === undefined ? {} : { expect }) };
};

/** Merges parts with the same text, with all their rows in order. */
export const mergeParts = (units: readonly (readonly UnitPart[])[]): readonly UnitPart[] => {
  const byText = new Map<string, [UnitPart, ...UnitPart[]]>();
  for (const part of units.flat()) {
    const key = part.expect === undefined ? part.sql : `${part.sql} -- counted`;
    const known = byText.get(key);
    if (known === undefined) byText.set(key, [part]);
    else known.push(part);
  }
  return [...byText.values()].map(stacked);
};

export const isMergeable = (parts: readonly UnitPart[]): boolean => parts.every((part) => part.isColumns);
