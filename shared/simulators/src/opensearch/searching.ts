import { readAggregations } from './aggregations';
import { type Index, refreshWhenDue } from './cluster';
import type { Indexed } from './documents';
import { readHighlight } from './highlighting';
import type { Mapping } from './mapping';
import { compile } from './queries';
import { isFields, listOf, matchesPattern, refuseOthers, unknownKey, wholeNumber } from './reading';
import { type Fields, illegal, notSimulated } from './refusal';
import { readOrder, type Scored } from './sorting';
import { readSuggest } from './suggesting';

const keys = [
  '_source',
  'aggregations',
  'aggs',
  'from',
  'highlight',
  'post_filter',
  'query',
  'search_after',
  'size',
  'sort',
  'suggest',
  'timeout',
  'track_total_hits',
];
const others =
  'collapse derived docvalue_fields explain ext fields indices_boost min_score pit profile rescore script_fields search_pipeline seq_no_primary_term slice stats stored_fields terminate_after track_scores version';

const defaultThreshold = 10_000;

const sourceOf = (given: unknown): ((document: Indexed) => Fields) => {
  if (given === undefined || given === true) return ({ source }) => ({ _source: source });
  if (given === false) return () => ({});
  const names = (isFields(given) ? listOf(given['includes']) : listOf(given)).map(String);
  if (isFields(given) && given['excludes'] !== undefined) throw notSimulated('_source.excludes');
  if (names.some((name) => name.includes('.'))) throw notSimulated('_source of inner fields');
  const isWanted = (name: string): boolean => names.some((pattern) => matchesPattern(pattern, name));
  return ({ source }) => ({ _source: Object.fromEntries(Object.entries(source).filter(([name]) => isWanted(name))) });
};

const totalOf = (count: number, given: unknown): Fields => {
  if (given === false) return {};
  const threshold = given === true ? Infinity : given === undefined ? defaultThreshold : Number(given);
  return { total: count > threshold ? { value: threshold, relation: 'gte' } : { value: count, relation: 'eq' } };
};

const windowOf = (body: Fields, limit: number): { readonly from: number; readonly size: number } => {
  const [from, size] = [wholeNumber(body['from'], 'from', 0), wholeNumber(body['size'], 'size', 10)];
  if (size < 0) throw illegal(`[size] parameter cannot be negative, found [${size}]`);
  if (body['search_after'] !== undefined && from > 0) throw illegal('`from` parameter must be set to 0 when `search_after` is used.');
  if (from + size > limit) {
    throw illegal(
      `Result window is too large, from + size must be less than or equal to: [${limit}] but was [${from + size}]. See the scroll api for a more efficient ` +
        'way to request large data sets. This limit can be set by changing the [index.max_result_window] index level setting.',
    );
  }
  return { from, size };
};

/** Uses the mapping of one index for all indices of a search, which are versions of each other. */
const mappingOf = (indices: readonly Index[]): Mapping => {
  const [first, ...rest] = indices.map(({ mapping }) => mapping);
  const empty: Mapping = { source: {}, fields: new Map(), objects: new Map(), alsoInto: new Map(), templates: [] };
  const all = first ?? empty;
  return { ...all, fields: new Map([...rest.flatMap(({ fields }) => [...fields]), ...all.fields]) };
};

/** Executes a search request. */
export const search = (indices: readonly Index[], body: Fields, stranger: (field: string) => void): Fields => {
  const began = performance.now();
  refuseOthers(body, keys, (key, value) => (others.split(' ').includes(key) ? notSimulated(key) : unknownKey(key, value)));
  const scene = { mapping: mappingOf(indices), stranger };
  const query = compile(scene, body['query'] ?? { match_all: {} });
  const post = body['post_filter'] === undefined ? undefined : compile(scene, body['post_filter']);
  const aggregations = body['aggs'] ?? body['aggregations'];
  const aggregate = readAggregations(scene, aggregations);
  const order = readOrder(scene, body['sort']);
  const after = body['search_after'] === undefined ? undefined : order.after(body['search_after']);
  const { from, size } = windowOf(body, Math.min(...indices.map(({ settings }) => settings.maxResultWindow), defaultThreshold));
  const highlight = readHighlight(scene, body['highlight'], query.marks);
  const suggest = readSuggest(scene, body['suggest']);
  const source = sourceOf(body['_source']);

  indices.forEach(refreshWhenDue);
  const all = indices.flatMap((index) => [...index.visible.values()].map((document) => ({ document, index: index.name })));
  const found = all.flatMap(({ document, index }): Scored[] => {
    const score = query.score(document);
    return score === undefined ? [] : [{ document, index, score: Math.fround(score) }];
  });
  const passed = found
    .filter(({ document }) => post === undefined || post.score(document) !== undefined)
    .map((hit) => ({ ...hit, sort: order.values(hit) }))
    .sort((a, b) => order.compare(a.sort, b.sort));
  const page = passed.filter(({ sort }) => after === undefined || order.compare(sort, after) > 0).slice(from, from + size);
  const hits = page.map(({ document, index, score, sort }) => ({
    _index: index,
    _id: document.id,
    _score: order.isByScore ? score : null,
    ...source(document),
    ...highlight(document),
    ...(body['sort'] === undefined ? {} : { sort }),
  }));
  const best = order.isByScore && hits.length > 0 ? Math.max(...passed.map(({ score }) => score)) : null;
  return {
    took: Math.round(performance.now() - began),
    timed_out: false,
    _shards: { total: indices.length, successful: indices.length, skipped: 0, failed: 0 },
    hits: { ...totalOf(passed.length, body['track_total_hits']), max_score: best, hits },
    ...(aggregations === undefined ? {} : { aggregations: aggregate(found.map(({ document }) => document)) }),
    ...suggest(all.map(({ document }) => document)),
  };
};
