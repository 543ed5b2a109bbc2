export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? value.toString() : value;
  if ('toJSON' in value && typeof value.toJSON === 'function') return sorted((value as { toJSON: () => unknown }).toJSON());
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, sorted(member)]));
};

/** JSON with sorted keys and without undefined members, so that equal values have equal text. For hashing. */
export const canonicalJson = (value: unknown): string => JSON.stringify(sorted(value ?? null));
