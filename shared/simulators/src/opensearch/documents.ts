import { analyze, type Token } from './analysis';
import { type Field, introduce, type Mapping } from './mapping';
import { isFields, textOf } from './reading';
import { type Fields, illegal, mapperParsing, Refusal } from './refusal';

export type Exact = boolean | number | string;

/** The searchable values of one field. */
export type Value =
  { readonly kind: 'exact'; readonly exact: Exact } | { readonly kind: 'text'; readonly text: string; readonly tokens: readonly Token[] };

/** An indexed document. */
export type Indexed = {
  readonly id: string;
  readonly version: number;
  readonly source: Fields;
  readonly values: ReadonlyMap<string, readonly Value[]>;
};

const failed = ([path, type]: readonly [path: string, type: string], id: string, cause: Refusal): Refusal =>
  mapperParsing(`failed to parse field [${path}] of type [${type}] in document with id '${id}'.`, cause);

const toNumber = (value: unknown, isWhole: boolean): number => {
  const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) throw illegal(`For input string: "${textOf(value)}"`);
  return isWhole ? Math.trunc(number) : number;
};

const toEpoch = (value: unknown): number => {
  const epoch = typeof value === 'number' ? value : Date.parse(textOf(value));
  if (Number.isFinite(epoch)) return epoch;
  throw illegal(`failed to parse date field [${textOf(value)}] with format [strict_date_optional_time||epoch_millis]`);
};

/** Parses a value by the type of its field, for documents and queries. */
export const exactOf = (field: Field, value: unknown): Exact => {
  if (field.kind === 'number') return toNumber(value, field.isWhole);
  if (field.kind === 'date') return toEpoch(value);
  if (field.kind === 'keyword') return field.isLowercased ? textOf(value).toLowerCase() : textOf(value);
  if (field.kind === 'boolean') {
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false' || value === '') return false;
    throw illegal(`Failed to parse value [${textOf(value)}] as only [true] or [false] are allowed.`);
  }
  return textOf(value);
};

const valueOf = (field: Field, value: unknown): readonly Value[] => {
  if (isFields(value)) throw illegal("Can't get text on a START_OBJECT at 1:1");
  if (field.kind === 'text') return [{ kind: 'text', text: textOf(value), tokens: analyze(field.analyzer, textOf(value)) }];
  if (field.kind === 'keyword' && textOf(value).length > field.ignoreAbove) return [];
  return [{ kind: 'exact', exact: exactOf(field, value) }];
};

const longestTerm = 32_766;

/** Checks the limits of Lucene after parsing. */
const refuseImmense = (values: ReadonlyMap<string, readonly Value[]>): void => {
  for (const [path, own] of values) {
    if (own.every((value) => value.kind === 'text' || Buffer.byteLength(textOf(value.exact)) <= longestTerm)) continue;
    throw illegal(
      `Document contains at least one immense term in field="${path}" (whose UTF8 encoding is longer than the max length ${longestTerm}), ` +
        'all of which were skipped.  Please correct the analyzer to not produce such terms.', // dialect-ok: message of OpenSearch
    );
  }
};

/** Parses a document into the fields of an index. Adds new fields to a dynamic mapping. */
export const readDocument = (mapping: Mapping, id: string, source: Fields): ReadonlyMap<string, readonly Value[]> => {
  const values = new Map<string, Value[]>();
  const put = (path: string, field: Field, value: unknown): void => {
    try {
      const known = values.get(path) ?? [];
      values.set(path, [...known, ...valueOf(field, value)]);
    } catch (fault) {
      if (fault instanceof Refusal && fault.status !== 501) throw failed([path, field.kind], id, fault);
      throw fault;
    }
  };
  const walk = (path: string, value: unknown): void => {
    if (value === null || value === undefined) return;
    if (Array.isArray(value)) {
      for (const item of value) walk(path, item);
      return;
    }
    const meaning = introduce(mapping, path, value);
    if (meaning === undefined) return;
    if (meaning === 'object') {
      if (!isFields(value))
        throw mapperParsing(`object mapping for [${path}] tried to parse field [${path}] as object, but found a concrete value`);
      for (const [name, member] of Object.entries(value)) walk(`${path}.${name}`, member);
      return;
    }
    put(path, meaning, value);
    for (const other of mapping.alsoInto.get(path) ?? []) {
      const field = mapping.fields.get(other);
      if (field !== undefined) put(other, field, value);
    }
  };
  for (const [name, value] of Object.entries(source)) walk(name, value);
  refuseImmense(values);
  return values;
};

/** The exact values of a field; empty for a text field. */
export const exactValues = (document: Indexed, path: string): readonly Exact[] =>
  (document.values.get(path) ?? []).flatMap((value) => (value.kind === 'exact' ? [value.exact] : []));
