import { notOptimised } from './aggregations';
import { type Exact, exactOf, exactValues, type Indexed } from './documents';
import { fieldIn, type Scene } from './matching';
import { isFields, onlyMember, refuseOthers, textOf } from './reading';
import { type Fields, illegal, notSimulated, Refusal, unknownField } from './refusal';

export type Scored = { readonly document: Indexed; readonly index: string; readonly score: number };

/** A sort criterion. A missing keyword has the value `null`. */
type Key = {
  readonly isDescending: boolean;
  readonly isScore: boolean;
  readonly value: (hit: Scored) => Exact | null;
  /** Parses a value of `search_after`. */
  readonly parse: (value: unknown) => Exact | null;
};

export type Order = {
  readonly isByScore: boolean;
  readonly compare: (a: readonly (Exact | null)[], b: readonly (Exact | null)[]) => number;
  readonly values: (hit: Scored) => readonly (Exact | null)[];
  readonly after: (values: unknown) => readonly (Exact | null)[];
};

// The bounds of a long, as JavaScript reads them out of an answer. OpenSearch takes them for what they were before.
const [largest, smallest] = [Number('9223372036854775807'), Number('-9223372036854775808')];

const scoreKey = (isDescending: boolean): Key => ({
  isDescending,
  isScore: true,
  value: ({ score }) => score,
  parse: (value) => Math.fround(Number(value)),
});

const badAfter = (path: string): Refusal => illegal(`Failed to parse search_after value for field [${path}].`);

const unknownSort = (key: string): Refusal => unknownField('field_sort', key);

const missingOf = (given: unknown, isDescending: boolean, isNumber: boolean): Exact | null => {
  const missing = given ?? '_last';
  if (missing === '_last' || missing === '_first') {
    if (!isNumber) return null;
    return (missing === '_last') !== isDescending ? largest : smallest;
  }
  return isNumber ? Number(missing) : textOf(missing);
};

const fieldKey = (scene: Scene, path: string, given: Fields): Key => {
  refuseOthers(given, ['missing', 'mode', 'order', 'unmapped_type'], unknownSort);
  if (given['mode'] !== undefined) throw notSimulated('the mode of a sort');
  const order = textOf(given['order'] ?? 'asc').toLowerCase();
  if (order !== 'asc' && order !== 'desc') throw illegal(`Unknown SortOrder [${order}]`);
  const isDescending = order === 'desc';
  const unmapped = given['unmapped_type'];
  const field = unmapped === undefined ? fieldIn(scene, path) : scene.mapping.fields.get(path);
  if (field === undefined && unmapped === undefined)
    throw new Refusal(400, 'query_shard_exception', `No mapping found for [${path}] in order to sort on`);
  if (field?.kind === 'text') throw notOptimised(path);
  const isNumber = field === undefined ? unmapped !== 'keyword' : field.kind !== 'keyword';
  const missing = missingOf(given['missing'], isDescending, isNumber);
  const pick = (values: readonly Exact[]): Exact | null =>
    values.reduce<Exact | null>((best, value) => (best === null || (isDescending ? value > best : value < best) ? value : best), null);
  return {
    isDescending,
    isScore: false,
    value: ({ document }) => {
      const own = pick(exactValues(document, path));
      return typeof own === 'boolean' ? Number(own) : (own ?? missing);
    },
    parse: (value) => {
      if (value === null) return isNumber ? missing : null;
      if (!isNumber) return textOf(value);
      if (field?.kind === 'date') return Number(exactOf(field, value));
      const number = typeof value === 'number' ? value : textOf(value).trim() === '' ? Number.NaN : Number(value);
      if (Number.isNaN(number)) throw badAfter(path);
      return field?.kind === 'number' && !field.isWhole ? number : Math.min(Math.max(Math.trunc(number), smallest), largest);
    },
  };
};

const keyOf = (scene: Scene, given: unknown): Key => {
  const [path, options] = typeof given === 'string' ? [given, {}] : onlyMember(given, 'sort');
  const fields = isFields(options) ? options : { order: options };
  if (path === '_score') return scoreKey(textOf(fields['order'] ?? 'desc') === 'desc');
  if (path.startsWith('_')) throw notSimulated(`an order by ${path}`);
  return fieldKey(scene, path, fields);
};

const compareKey = (a: Exact, b: Exact): number => (a === b ? 0 : a < b ? -1 : 1);

/** Sorts missing keywords last in both directions. */
const compareOne = ({ isDescending }: Key, a: Exact | null, b: Exact | null): number => {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return isDescending ? -compareKey(a, b) : compareKey(a, b);
};

/** Parses `sort`. The default is the highest score first. */
export const readOrder = (scene: Scene, given: unknown): Order => {
  const isGiven = given !== undefined && [given].flat().length > 0;
  const keys = isGiven ? [given].flat().map((each: unknown) => keyOf(scene, each)) : [scoreKey(true)];
  return {
    isByScore: keys.some(({ isScore }) => isScore),
    compare: (a, b) => keys.reduce((order, key, at) => (order === 0 ? compareOne(key, a[at] ?? null, b[at] ?? null) : order), 0),
    values: (hit) => keys.map(({ value }) => value(hit)),
    after: (values) => {
      if (!isGiven) throw illegal('Sort must contain at least one field.');
      if (!Array.isArray(values))
        throw illegal('Expected [VALUE_STRING] or [VALUE_NUMBER] or [VALUE_BOOLEAN] or [VALUE_NULL] inside search_after.');
      if (values.length !== keys.length) throw illegal(`search_after has ${values.length} value(s) but sort has ${keys.length}.`);
      return keys.map(({ parse }, at) => parse(values[at]));
    },
  };
};
