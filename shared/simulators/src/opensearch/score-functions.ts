import { exactValues, type Indexed } from './documents';
import { fieldIn, type Scene, type Score } from './matching';
import { isFields, refuseOthers, textOf } from './reading';
import { type Fields, illegal, notSimulated, parsing, Refusal } from './refusal';

const modifiers: Readonly<Record<string, (value: number) => number>> = {
  none: (value) => value,
  ln: Math.log,
  ln1p: Math.log1p,
  ln2p: (value) => Math.log(value + 2),
  log: Math.log10,
  log1p: (value) => Math.log10(value + 1),
  log2p: (value) => Math.log10(value + 2),
  reciprocal: (value) => 1 / value,
  sqrt: Math.sqrt,
  square: (value) => value * value,
};

const combinations: Readonly<Record<string, (values: readonly number[]) => number>> = {
  avg: (values) => values.reduce((total, value) => total + value, 0) / values.length,
  first: ([first = 1]) => first,
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
  multiply: (values) => values.reduce((product, value) => product * value, 1),
  sum: (values) => values.reduce((total, value) => total + value, 0),
};

const pick = <T>(from: Readonly<Record<string, T>>, name: unknown, what: string): T => {
  const key = textOf(name).toLowerCase();
  const found = Object.hasOwn(from, key) ? from[key] : undefined;
  if (found === undefined) throw illegal(`illegal ${what} [${key}]`);
  return found;
};

const fieldValue = (scene: Scene, given: unknown): ((document: Indexed) => number) => {
  if (!isFields(given)) throw parsing('[field_value_factor] malformed');
  refuseOthers(given, ['factor', 'field', 'missing', 'modifier'], (key) => parsing(`field_value_factor query does not support [${key}]`));
  const path = textOf(given['field']);
  const field = fieldIn(scene, path);
  if (field === undefined && given['missing'] === undefined)
    throw parsing(`Unable to find a field mapper for field [${path}]. No 'missing' value defined.`);
  if (field !== undefined && field.kind !== 'number') throw illegal(`field_value_factor needs a number, and [${path}] is a ${field.kind}`);
  const [factor, modify] = [Number(given['factor'] ?? 1), pick(modifiers, given['modifier'] ?? 'none', 'modifier')];
  return (document) => {
    const [value] = exactValues(document, path);
    if (value === undefined && given['missing'] === undefined) throw new Refusal(500, 'exception', `Missing value for field [${path}]`);
    const result = modify(Number(value ?? given['missing']) * factor);
    if (!Number.isFinite(result) || result < 0)
      throw illegal(`field value function must not produce negative scores, but got: [${result}]`);
    return result;
  };
};

type ScoreFunction = { readonly applies: (document: Indexed) => boolean; readonly value: (document: Indexed) => number };

const functionOf = (scene: Scene, given: Fields, filterOf: (filter: unknown) => Score): ScoreFunction => {
  refuseOthers(given, ['field_value_factor', 'filter', 'weight'], (key) => notSimulated(`the score function ${key}`));
  const { filter, weight = 1, field_value_factor: factor } = given;
  const score = filter === undefined ? undefined : filterOf(filter);
  const value = factor === undefined ? () => 1 : fieldValue(scene, factor);
  return {
    applies: (document) => score === undefined || score(document) !== undefined,
    value: (document) => value(document) * Number(weight),
  };
};

/** Parses `function_score`, which changes the score of a query. */
export const scoreFunctions = (
  scene: Scene,
  options: Fields,
  filterOf: (filter: unknown) => Score,
): ((document: Indexed, own: number) => number) => {
  const { functions, field_value_factor: single, weight, score_mode: scoreMode, boost_mode: boostMode } = options;
  const one = { ...(single === undefined ? {} : { field_value_factor: single }), ...(weight === undefined ? {} : { weight }) };
  const given = Array.isArray(functions) ? functions : Object.keys(one).length === 0 ? [] : [one];
  const all = given.map((each) => functionOf(scene, isFields(each) ? each : {}, filterOf));
  const combine = pick(combinations, scoreMode ?? 'multiply', 'score_mode');
  const merge = pick({ ...combinations, replace: ([, factor = 1]: readonly number[]) => factor }, boostMode ?? 'multiply', 'boost_mode');
  return (document, own) => {
    const values = all.filter(({ applies }) => applies(document)).map(({ value }) => value(document));
    return merge([own, values.length === 0 ? 1 : combine(values)]);
  };
};
