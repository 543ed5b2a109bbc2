import { type Exact, exactOf, exactValues, type Indexed } from './documents';
import type { Field } from './mapping';
import { type Compiled, fieldIn, matchField, matchKeys, matchOptions, nothing, type Scene, type Score } from './matching';
import { scoreFunctions } from './score-functions';
import { isFields, listOf, onlyMember, refuseOthers, textOf } from './reading';
import { type Fields, illegal, notSimulated, parsing } from './refusal';

type Reader = (scene: Scene, given: unknown, name: string) => Compiled;

const sum = (scores: readonly number[]): number => scores.reduce((total, score) => total + score, 0);

const boosted = (compiled: Compiled, boost: unknown): Compiled => {
  const factor = boost === undefined ? 1 : Number(boost);
  if (!(factor >= 0)) throw illegal(`negative [boost] are not allowed in [query], use a value between 0 and 1 to deboost`);
  if (factor === 1) return compiled;
  const by: Score = (document) => {
    const score = compiled.score(document);
    return score === undefined ? undefined : score * factor;
  };
  return { ...compiled, score: by };
};

const supported = (query: string, given: unknown, keys: readonly string[]): Fields => {
  if (!isFields(given)) throw parsing(`[${query}] query malformed, no start_object after query name`);
  refuseOthers(given, keys, (key) => parsing(`[${query}] query does not support [${key}]`));
  return given;
};

/** Parses `{ field: value }` or `{ field: { …: value } }`. The first key is the one of the short form. */
const ofField = (query: string, given: unknown, keys: readonly string[]): readonly [string, Fields] => {
  const [key = ''] = keys;
  const [path, value] = onlyMember(given, query);
  return [path, isFields(value) ? supported(query, value, keys) : { [key]: value }];
};

const constant = (fits: (document: Indexed) => boolean): Compiled => ({ score: (document) => (fits(document) ? 1 : undefined), marks: [] });

const bool: Reader = (scene, given) => {
  const {
    boost,
    minimum_should_match: minimum,
    ...parts
  } = supported('bool', given, ['boost', 'filter', 'minimum_should_match', 'must', 'must_not', 'should']);
  const clauses = (part: string): readonly Compiled[] => listOf(parts[part]).map((clause) => compile(scene, clause));
  const [must, filter, should, mustNot] = [clauses('must'), clauses('filter'), clauses('should'), clauses('must_not')];
  if (minimum !== undefined && typeof minimum !== 'number') throw notSimulated('minimum_should_match other than a number');
  const needed = minimum ?? (must.length + filter.length === 0 && should.length > 0 ? 1 : 0);
  const score: Score = (document) => {
    if (mustNot.some((clause) => clause.score(document) !== undefined)) return undefined;
    if (filter.some((clause) => clause.score(document) === undefined)) return undefined;
    const musts = must.flatMap((clause) => clause.score(document) ?? []);
    const shoulds = should.flatMap((clause) => clause.score(document) ?? []);
    return musts.length < must.length || shoulds.length < needed ? undefined : sum([...musts, ...shoulds]);
  };
  return boosted({ score, marks: [...must, ...filter, ...should].flatMap(({ marks }) => marks) }, boost);
};

const match: Reader = (scene, given) => {
  const [path, options] = ofField('match', given, ['query', ...matchKeys]);
  return boosted(matchField(scene, path, matchOptions(options)), options['boost']);
};

const anyOf = (scene: Scene, path: string, wanted: readonly unknown[]): Compiled => {
  const field = fieldIn(scene, path);
  if (field === undefined) return nothing;
  if (field.kind === 'text') throw notSimulated(`a term query on the ${field.kind} ${path}`);
  const values = new Set(wanted.map((value) => exactOf(field, value)));
  return constant((document) => exactValues(document, path).some((value) => values.has(value)));
};

const term: Reader = (scene, given) => {
  const [path, options] = ofField('term', given, ['value', 'boost']);
  if (scene.mapping.fields.get(path)?.kind === 'keyword' && options['boost'] !== undefined)
    throw notSimulated('a score by BM25 (of a term query)');
  return anyOf(scene, path, [options['value']]);
};

const terms: Reader = (scene, given) => {
  if (!isFields(given)) throw parsing('[terms] query malformed, no start_object after query name');
  const { boost, ...fields } = given;
  const [path, values] = onlyMember(fields, 'terms');
  if (!Array.isArray(values)) throw parsing('[terms] query requires an array of terms');
  if (values.length > 65_536)
    throw illegal(`The number of terms [${values.length}] used in the Terms Query request has exceeded the allowed maximum of [65536].`);
  return boosted(anyOf(scene, path, values), boost);
};

const prefix: Reader = (scene, given) => {
  const [path, options] = ofField('prefix', given, ['value', 'boost']);
  const field = fieldIn(scene, path);
  if (field === undefined) return nothing;
  if (field.kind !== 'keyword') throw notSimulated(`a prefix of the ${field.kind} ${path}`);
  const start = textOf(exactOf(field, options['value']));
  return boosted(
    constant((document) => exactValues(document, path).some((value) => textOf(value).startsWith(start))),
    options['boost'],
  );
};

const comparisons: Readonly<Record<string, (a: Exact, b: Exact) => boolean>> = {
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
};

/** A bound between two whole numbers stays there. */
const boundOf = (field: Field, bound: unknown): Exact => exactOf(field.kind === 'number' ? { ...field, isWhole: false } : field, bound);

const range: Reader = (scene, given) => {
  const [path, options] = ofField('range', given, [...Object.keys(comparisons), 'boost', 'format']);
  const field = fieldIn(scene, path);
  if (field === undefined) return nothing;
  if (field.kind === 'text') throw notSimulated(`a range of the ${field.kind} ${path}`);
  const bounds = Object.entries(comparisons).flatMap(([name, compare]) => {
    const bound = options[name];
    return bound === undefined || bound === null ? [] : [{ compare, bound: boundOf(field, bound) }];
  });
  return boosted(
    constant((document) => exactValues(document, path).some((value) => bounds.every(({ compare, bound }) => compare(value, bound)))),
    options['boost'],
  );
};

const constantScore: Reader = (scene, given) => {
  const { filter, boost } = supported('constant_score', given, ['boost', 'filter']);
  if (filter === undefined) throw parsing("[constant_score] requires a 'filter' element");
  const inner = compile(scene, filter);
  return boosted({ score: (document) => (inner.score(document) === undefined ? undefined : 1), marks: inner.marks }, boost);
};

const functionScore: Reader = (scene, given) => {
  const options = supported('function_score', given, [
    'boost',
    'boost_mode',
    'field_value_factor',
    'functions',
    'query',
    'score_mode',
    'weight',
  ]);
  const inner = options['query'] === undefined ? constant(() => true) : compile(scene, options['query']);
  const combine = scoreFunctions(scene, options, (filter) => compile(scene, filter).score);
  const score: Score = (document) => {
    const own = inner.score(document);
    return own === undefined ? undefined : combine(document, own);
  };
  return boosted({ score, marks: inner.marks }, options['boost']);
};

const matchAll: Reader = (_, given) =>
  boosted(
    constant(() => true),
    supported('match_all', given, ['boost'])['boost'],
  );

const readers: Readonly<Record<string, Reader>> = {
  bool,
  constant_score: constantScore,
  function_score: functionScore,
  match,
  match_all: matchAll,
  prefix,
  range,
  term,
  terms,
};

const others =
  'boosting common combined_fields dis_max distance_feature exists fuzzy geo_bounding_box geo_distance has_child has_parent hybrid ids intervals knn match_bool_prefix match_none match_phrase match_phrase_prefix more_like_this multi_match nested neural parent_id percolate query_string rank_feature regexp script script_score simple_query_string span_near span_term terms_set wildcard wrapper';

/** Parses a query as strictly as OpenSearch. */
export const compile = (scene: Scene, clause: unknown): Compiled => {
  const [name, given] = onlyMember(clause, 'query');
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (reader !== undefined) return reader(scene, given, name);
  throw others.split(' ').includes(name) ? notSimulated(`the query ${name}`) : parsing(`unknown query [${name}]`);
};
