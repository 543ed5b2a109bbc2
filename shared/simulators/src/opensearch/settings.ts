import { isFields, textOf } from './reading';
import { type Fields, illegal, notSimulated } from './refusal';

export type Settings = {
  /** Flat settings by full name, such as index.refresh_interval. */
  readonly given: Readonly<Record<string, string>>;
  /** Undefined if refreshes are only on request. */
  readonly refreshMs: number | undefined;
  readonly maxResultWindow: number;
  /** The time that the version of a deleted document is kept. */
  readonly gcDeletesMs: number;
};

const known = [
  'index.auto_expand_replicas',
  'index.gc_deletes',
  'index.max_result_window',
  'index.number_of_replicas',
  'index.number_of_shards',
  'index.refresh_interval',
  'index.search.idle.after',
];

const flat = (given: Fields, prefix: string): readonly [string, unknown][] =>
  Object.entries(given).flatMap(([key, value]) =>
    isFields(value) ? flat(value, `${prefix}${key}.`) : [[`${prefix}${key}`, value] as [string, unknown]],
  );

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const millisecondsOf = (name: string, text: string): number | undefined => {
  if (text === '-1') return undefined;
  const [, amount, unit = ''] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? [];
  const factor = units[unit];
  if (amount !== undefined && factor !== undefined) return Number(amount) * factor;
  throw illegal(`failed to parse setting [${name}] with value [${text}] as a time value: unit is missing or unrecognized`);
};

/** Parses `settings`, nested or flat, with or without the prefix `index`. */
export const readSettings = (...sources: readonly Fields[]): Settings => {
  const entries = sources
    .flatMap((source) => flat(source, ''))
    .map(([key, value]): [string, string] => [key.startsWith('index.') ? key : `index.${key}`, textOf(value)]);
  const given = Object.fromEntries(entries);
  for (const name of Object.keys(given)) {
    if (name.startsWith('index.analysis.')) throw notSimulated('an analyzer of one’s own');
    if (known.includes(name)) continue;
    throw illegal(
      `unknown setting [${name}] please check that any required plugins are installed, or check the breaking changes documentation for removed settings`,
    );
  }
  return {
    given,
    refreshMs: millisecondsOf('index.refresh_interval', given['index.refresh_interval'] ?? '1s'),
    maxResultWindow: Number(given['index.max_result_window'] ?? 10_000),
    gcDeletesMs: millisecondsOf('index.gc_deletes', given['index.gc_deletes'] ?? '60s') ?? 0,
  };
};
