import { type Exact, exactOf, exactValues, type Indexed } from './documents';
import type { Field } from './mapping';
import { fieldIn, type Scene } from './matching';
import { compile } from './queries';
import { isFields, refuseOthers, wholeNumber, textOf } from './reading';
import { type Fields, illegal, notSimulated, parsing, Refusal, unknownField } from './refusal';

/** Made once per request, asked once for the documents that it is about. */
export type Aggregation = (documents: readonly Indexed[]) => Fields;

type Reader = (scene: Scene, given: Fields, inner: Aggregation) => Aggregation;

export const notOptimised = (path: string): Refusal =>
  illegal(
    'Text fields are not optimised for operations that require per-document field data like aggregations and sorting, so these operations are ' +
      `disabled by default. Please use a keyword field instead. Alternatively, set fielddata=true on [${path}] in order to load field data by ` +
      'uninverting the inverted index. Note that this can use significant memory.',
  );

const unknownIn =
  (aggregation: string) =>
  (key: string): Refusal =>
    unknownField(aggregation, key);

/** The values of the documents in a field that can be counted; of a field that no mapping has, none. */
const countable = (
  scene: Scene,
  given: Fields,
  kinds: readonly Field['kind'][],
): { readonly path: string; readonly field: Field | undefined } => {
  if (typeof given['field'] !== 'string') throw illegal('Required one of fields [field, script], but none were specified. ');
  const path = given['field'];
  const field = fieldIn(scene, path);
  if (field?.kind === 'text') throw notOptimised(path);
  if (field !== undefined && !kinds.includes(field.kind))
    throw illegal(`Field [${path}] of type [${field.kind}] is not supported for this aggregation`);
  return { path, field };
};

const keyOf = (value: Exact): Fields => {
  if (typeof value === 'boolean') return { key: value ? 1 : 0, key_as_string: textOf(value) };
  return { key: value };
};

// index.max_regex_length
const longestExpression = 1_000;

// Lucene's own syntax: `\x` is x, `.*` any letters. More than that is not needed here.
const includes = (pattern: unknown): ((value: string) => boolean) => {
  if (pattern === undefined) return () => true;
  if (Array.isArray(pattern)) return (value) => pattern.includes(value);
  if (typeof pattern !== 'string') throw notSimulated('include by partitions');
  if (pattern.length > longestExpression) {
    throw illegal(
      `The length of regex [${pattern.length}] used in the request has exceeded the allowed maximum of [${longestExpression}].`,
    );
  }
  const plain = pattern.replace(/\\./gs, '');
  if (/[?+|{}[\]()"#@&<>~^$*]/.test(plain.replaceAll('.*', ''))) throw notSimulated(`the expression ${pattern}`);
  const expression = new RegExp(
    `^(?:${pattern.replace(/\\(.)/gs, (_, letter: string) => (/[a-z0-9\s]/i.test(letter) ? letter : `\\${letter}`))})$`,
    's',
  );
  return (value) => expression.test(value);
};

const before = (a: Exact, b: Exact): number => (a < b ? -1 : a > b ? 1 : 0);

const terms: Reader = (scene, given, inner) => {
  refuseOthers(
    given,
    ['exclude', 'execution_hint', 'field', 'include', 'min_doc_count', 'order', 'shard_size', 'size'],
    unknownIn('terms'),
  );
  if (given['order'] !== undefined || given['exclude'] !== undefined) throw notSimulated('order and exclude of terms');
  const { path, field } = countable(scene, given, ['keyword', 'number', 'boolean', 'date']);
  const size = wholeNumber(given['size'], 'size', 10);
  if (size <= 0) throw illegal(`[size] must be greater than 0. Found [${size}] in [terms]`);
  const isIncluded = includes(given['include']);
  return (documents) => {
    const byValue = new Map<Exact, Indexed[]>();
    for (const document of field === undefined ? [] : documents) {
      for (const value of new Set(exactValues(document, path))) {
        if (isIncluded(textOf(value))) byValue.set(value, [...(byValue.get(value) ?? []), document]);
      }
    }
    const all = [...byValue].sort(([a, these], [b, those]) => those.length - these.length || before(a, b));
    return {
      doc_count_error_upper_bound: 0,
      sum_other_doc_count: all.slice(size).reduce((total, [, own]) => total + own.length, 0),
      buckets: all.slice(0, size).map(([value, own]) => ({ ...keyOf(value), doc_count: own.length, ...inner(own) })),
    };
  };
};

const filter: Reader = (scene, given, inner) => {
  const { score } = compile(scene, given);
  return (documents) => {
    const own = documents.filter((document) => score(document) !== undefined);
    return { doc_count: own.length, ...inner(own) };
  };
};

type Range = { readonly key: string | undefined; readonly from: number | undefined; readonly to: number | undefined };

const rangeOf = (given: unknown): Range => {
  if (!isFields(given)) throw parsing('[range] expects objects in [ranges]');
  refuseOthers(given, ['from', 'key', 'to'], unknownIn('range'));
  const bound = (name: string): number | undefined => (given[name] === undefined || given[name] === null ? undefined : Number(given[name]));
  return { key: given['key'] === undefined ? undefined : textOf(given['key']), from: bound('from'), to: bound('to') };
};

const decimal = (bound: number | undefined): string => (bound === undefined ? '*' : Number.isInteger(bound) ? `${bound}.0` : textOf(bound));

const range: Reader = (scene, given, inner) => {
  refuseOthers(given, ['field', 'keyed', 'ranges'], unknownIn('range'));
  const { path } = countable(scene, given, ['number', 'date']);
  const ranges = Array.isArray(given['ranges']) ? given['ranges'].map(rangeOf) : [];
  if (ranges.length === 0) throw illegal('No [ranges] specified for the [range] aggregation');
  if (given['keyed'] === true) throw notSimulated('keyed ranges');
  return (documents) => ({
    buckets: ranges.map(({ key, from, to }) => {
      const isWithin = (value: number): boolean => value >= (from ?? -Infinity) && value < (to ?? Infinity);
      const own = documents.filter((document) => exactValues(document, path).some((value) => isWithin(Number(value))));
      const bounds = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
      return { key: key ?? `${decimal(from)}-${decimal(to)}`, ...bounds, doc_count: own.length, ...inner(own) };
    }),
  });
};

const extreme =
  (name: string, pick: (values: readonly number[]) => number): Reader =>
  (scene, given) => {
    refuseOthers(given, ['field', 'missing'], unknownIn(name));
    const { path, field } = countable(scene, given, ['number', 'date']);
    const missing = field === undefined || given['missing'] === undefined ? undefined : exactOf(field, given['missing']);
    return (documents) => {
      const values = documents.flatMap((document) => {
        const own = exactValues(document, path);
        return (own.length === 0 && missing !== undefined ? [missing] : own).map(Number);
      });
      return { value: values.length === 0 ? null : pick(values) };
    };
  };

const readers: Readonly<Record<string, Reader>> = {
  filter,
  max: extreme('max', (values) => Math.max(...values)),
  min: extreme('min', (values) => Math.min(...values)),
  range,
  terms,
};
const metrics = ['max', 'min'];
const others =
  'adjacency_matrix auto_date_histogram avg cardinality children composite date_histogram date_range diversified_sampler extended_stats filters geo_bounds geohash_grid global histogram ip_range matrix_stats median_absolute_deviation missing multi_terms nested parent percentile_ranks percentiles rare_terms reverse_nested sampler scripted_metric significant_terms significant_text stats sum top_hits value_count variable_width_histogram weighted_avg';

const readOne = (scene: Scene, name: string, given: unknown): Aggregation => {
  if (!isFields(given)) throw parsing(`Aggregation definition for [${name} starts with a [VALUE], expected a [START_OBJECT].`);
  if (!/^[^[\]>]+$/.test(name))
    throw parsing(`Invalid aggregation name [${name}]. Aggregation names can contain any character except '[', ']', and '>'`);
  const { aggs, aggregations = aggs, meta: _, ...types } = given;
  const [found, ...more] = Object.entries(types);
  if (found === undefined) throw parsing(`Missing definition for aggregation [${name}]`);
  if (more.length > 0)
    throw parsing(`Found two aggregation type definitions in [${name}]: [${found[0]}] and [${more.map(([type]) => type).join()}]`);
  const [type, definition] = found;
  const reader = Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (reader === undefined)
    throw others.split(' ').includes(type) ? notSimulated(`the aggregation ${type}`) : parsing(`Unknown aggregation type [${type}]`);
  if (aggregations !== undefined && metrics.includes(type))
    throw new Refusal(500, 'aggregation_initialization_exception', `Aggregator [${name}] of type [${type}] cannot accept sub-aggregations`);
  return reader(scene, isFields(definition) ? definition : {}, readAggregations(scene, aggregations));
};

/** Reads `aggs` as strictly as OpenSearch does. */
export const readAggregations = (scene: Scene, given: unknown): Aggregation => {
  const each = Object.entries(isFields(given) ? given : {}).map(([name, one]) => [name, readOne(scene, name, one)] as const);
  return (documents) => Object.fromEntries(each.map(([name, aggregation]) => [name, aggregation(documents)]));
};
