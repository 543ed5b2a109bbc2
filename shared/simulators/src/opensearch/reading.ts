import { type Fields, parsing, type Refusal } from './refusal';

/** Formats a value as text. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value));

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The single member of a clause, such as `{ match: … }` or `{ title: … }`. */
export const onlyMember = (value: unknown, where: string): readonly [string, unknown] => {
  if (!isFields(value)) throw parsing(`[${where}] malformed, expected an object`);
  const [member, ...others] = Object.entries(value);
  if (member === undefined) throw parsing(`query malformed, empty clause found`);
  if (others.length > 0) throw parsing(`[${where}] malformed query, expected [END_OBJECT] but found [FIELD_NAME]`);
  return member;
};

const tokenOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'START_ARRAY';
  if (value === null) return 'VALUE_NULL';
  if (typeof value === 'object') return 'START_OBJECT';
  return typeof value === 'string' ? 'VALUE_STRING' : typeof value === 'boolean' ? 'VALUE_BOOLEAN' : 'VALUE_NUMBER';
};

export const unknownKey = (key: string, value: unknown): Refusal => parsing(`Unknown key for a ${tokenOf(value)} in [${key}].`);

export const refuseOthers = (given: Fields, known: readonly string[], refuse: (key: string, value: unknown) => Refusal): void => {
  for (const [key, value] of Object.entries(given)) if (!known.includes(key)) throw refuse(key, value);
};

export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

export const wholeNumber = (value: unknown, name: string, otherwise: number): number => {
  if (value === undefined) return otherwise;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw parsing(`[${name}] must be an integer`);
  return value;
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Matches a name with a pattern, where `*` is any text. */
export const matchesPattern = (pattern: string, name: string): boolean =>
  new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`, 's').test(name);

const keep = (value: unknown, paths: readonly (readonly string[])[]): unknown => {
  if (paths.some((path) => path.length === 0)) return value;
  if (Array.isArray(value)) return value.map((item) => keep(item, paths));
  if (!isFields(value)) return undefined;
  const kept = Object.entries(value).flatMap(([key, member]): [string, unknown][] => {
    const deeper = paths.flatMap(([head = '', ...rest]) => (matchesPattern(head, key) ? [rest] : []));
    const inner = deeper.length === 0 ? undefined : keep(member, deeper);
    return inner === undefined ? [] : [[key, inner]];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
};

/** Applies `filter_path` to a response. */
export const filterPath = (body: unknown, filter: string | null): unknown =>
  filter === null
    ? body
    : (keep(
        body,
        filter.split(',').map((path) => path.split('.')),
      ) ?? {});
