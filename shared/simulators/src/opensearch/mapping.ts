import { isAnalyzer } from './analysis';
import { isFields, matchesPattern, onlyMember, textOf } from './reading';
import { type Fields, mapperParsing, notSimulated, Refusal } from './refusal';

/** A field for searching, aggregating or sorting. */
export type Field =
  | { readonly kind: 'text'; readonly analyzer: string; readonly isScoredPlainly: boolean }
  | { readonly kind: 'keyword'; readonly isLowercased: boolean; readonly ignoreAbove: number }
  | { readonly kind: 'number'; readonly isWhole: boolean }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'date' };

type Dynamic = 'false' | 'strict' | 'true';

type ObjectField = { readonly dynamic: Dynamic | undefined; readonly enabled: boolean };

type DynamicTemplate = { readonly pathMatch: string; readonly mapping: Fields };

export type Mapping = {
  /** The definition as given, for responses. */
  readonly source: Fields;
  readonly fields: Map<string, Field>;
  readonly objects: Map<string, ObjectField>;
  /** The fields that receive the same value, by the path of their source. */
  readonly alsoInto: Map<string, readonly string[]>;
  readonly templates: readonly DynamicTemplate[];
};

const numbers = ['byte', 'double', 'float', 'integer', 'long', 'short'];
const parametersOf: Readonly<Record<string, readonly string[]>> = {
  text: ['analyzer', 'copy_to', 'fields', 'index', 'index_options', 'norms', 'search_analyzer', 'similarity', 'store', 'term_vector'],
  keyword: [
    'copy_to',
    'doc_values',
    'eager_global_ordinals',
    'fields',
    'ignore_above',
    'index',
    'norms',
    'normalizer',
    'similarity',
    'store',
  ],
  number: ['copy_to', 'doc_values', 'ignore_malformed', 'index', 'null_value', 'store'],
  boolean: ['copy_to', 'doc_values', 'index', 'null_value', 'store'],
  date: ['copy_to', 'doc_values', 'format', 'ignore_malformed', 'index', 'null_value', 'store'],
};
const objectParameters = ['dynamic', 'enabled', 'properties', 'type'];
const rootParameters = ['_meta', '_source', 'date_detection', 'dynamic', 'dynamic_templates', 'numeric_detection', 'properties'];
// Options that affect results and are not simulated.
const unfit = ['ignore_malformed', 'null_value', 'search_analyzer'];

const analyzerOf = (given: Fields): string => {
  const name = given['analyzer'] ?? 'standard';
  if (typeof name === 'string' && isAnalyzer(name)) return name;
  throw mapperParsing(`Failed to parse mapping [_doc]: analyzer [${textOf(name)}] has not been configured in mappings`);
};

const keywordOf = (path: string, given: Fields): Field => {
  const normalizer = given['normalizer'];
  if (normalizer !== undefined && normalizer !== 'lowercase') {
    throw mapperParsing(`Failed to parse mapping [_doc]: normalizer [${textOf(normalizer)}] not found for field [${path}]`);
  }
  return { kind: 'keyword', isLowercased: normalizer === 'lowercase', ignoreAbove: Number(given['ignore_above'] ?? 2_147_483_647) };
};

/** Parses the definition of one field as strictly as OpenSearch. */
const fieldOf = (path: string, given: Fields): Field => {
  const type = textOf(given['type']);
  const kind = numbers.includes(type) ? 'number' : type;
  const known = parametersOf[kind];
  if (known === undefined) throw mapperParsing(`Failed to parse mapping [_doc]: No handler for type [${type}] declared on field [${path}]`);
  for (const parameter of Object.keys(given)) {
    if (parameter !== 'type' && !known.includes(parameter)) {
      throw mapperParsing(`Failed to parse mapping [_doc]: unknown parameter [${parameter}] on mapper [${path}] of type [${type}]`);
    }
    if (unfit.includes(parameter)) throw notSimulated(`the mapping parameter ${parameter}`);
  }
  if (kind === 'text') {
    return { kind, analyzer: analyzerOf(given), isScoredPlainly: given['similarity'] === 'boolean' };
  }
  if (kind === 'keyword') return keywordOf(path, given);
  if (kind === 'number') return { kind, isWhole: !['double', 'float'].includes(type) };
  return kind === 'boolean' ? { kind } : { kind: 'date' };
};

const dynamicOf = (value: unknown): Dynamic | undefined => {
  if (value === undefined) return undefined;
  const text = textOf(value);
  if (text === 'true' || text === 'false' || text === 'strict') return text;
  throw mapperParsing(`Failed to parse mapping [_doc]: Could not convert [dynamic] to boolean`);
};

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

const addProperty = (mapping: Mapping, path: string, given: unknown): void => {
  if (!isFields(given)) throw mapperParsing(`Failed to parse mapping [_doc]: Expected map for property [fields] on field [${path}]`);
  if (['completion', 'flat_object', 'nested'].includes(textOf(given['type']))) throw notSimulated(`the type ${textOf(given['type'])}`);
  if (given['type'] === undefined || given['type'] === 'object') {
    for (const parameter of Object.keys(given)) {
      if (!objectParameters.includes(parameter)) {
        throw mapperParsing(
          `Failed to parse mapping [_doc]: Mapping definition for [${path}] has unsupported parameters:  [${parameter} : ${textOf(given[parameter])}]`,
        );
      }
    }
    mapping.objects.set(path, { dynamic: dynamicOf(given['dynamic']), enabled: given['enabled'] !== false });
    addProperties(mapping, path, given['properties'] ?? {});
    return;
  }
  mapping.fields.set(path, fieldOf(path, given));
  const subfields = Object.entries(isFields(given['fields']) ? given['fields'] : {});
  for (const [name, sub] of subfields) mapping.fields.set(join(path, name), fieldOf(join(path, name), isFields(sub) ? sub : {}));
  const copies = [given['copy_to'] ?? []].flat().map(textOf);
  mapping.alsoInto.set(path, [...subfields.map(([name]) => join(path, name)), ...copies]);
};

const addProperties = (mapping: Mapping, path: string, properties: unknown): void => {
  if (!isFields(properties)) throw mapperParsing('Failed to parse mapping [_doc]: Expected map for property [properties]');
  for (const [name, given] of Object.entries(properties)) addProperty(mapping, join(path, name), given);
};

const templateOf = (given: unknown): DynamicTemplate => {
  const [name, template] = onlyMember(given, 'dynamic_templates');
  if (!isFields(template) || !isFields(template['mapping'])) {
    throw mapperParsing(`Failed to parse mapping [_doc]: template [${name}] must have mapping set`);
  }
  const conditions = Object.keys(template).filter((key) => key !== 'mapping');
  if (conditions.join() !== 'path_match') throw notSimulated(`a dynamic template by ${conditions.join(', ') || 'nothing'}`);
  fieldOf(name, template['mapping']);
  return { pathMatch: textOf(template['path_match']), mapping: template['mapping'] };
};

/** Parses `mappings` and rejects what OpenSearch rejects. */
export const readMapping = (source: Fields): Mapping => {
  for (const key of Object.keys(source)) {
    if (!rootParameters.includes(key)) {
      throw mapperParsing(
        `Failed to parse mapping [_doc]: Root mapping definition has unsupported parameters:  [${key} : ${JSON.stringify(source[key])}]`,
      );
    }
  }
  const templates = Array.isArray(source['dynamic_templates']) ? source['dynamic_templates'].map(templateOf) : [];
  const mapping: Mapping = { source, fields: new Map(), objects: new Map(), alsoInto: new Map(), templates };
  mapping.objects.set('', { dynamic: dynamicOf(source['dynamic']) ?? 'true', enabled: true });
  addProperties(mapping, '', source['properties'] ?? {});
  return mapping;
};

const parentOf = (path: string): string => path.split('.').slice(0, -1).join('.');

/** The `dynamic` setting of an object, inherited from its parent if missing. */
const dynamicAt = (mapping: Mapping, path: string): Dynamic =>
  mapping.objects.get(path)?.dynamic ?? (path === '' ? 'true' : dynamicAt(mapping, parentOf(path)));

/**
 * The field of a name in a document: existing, added now, or undefined if ignored. The type detection for new names without a dynamic
 * template is not simulated.
 */
export const introduce = (mapping: Mapping, path: string, value: unknown): Field | 'object' | undefined => {
  const known = mapping.fields.get(path);
  if (known !== undefined) return known;
  const object = mapping.objects.get(path);
  if (object !== undefined) return object.enabled ? 'object' : undefined;
  const dynamic = dynamicAt(mapping, parentOf(path));
  if (dynamic === 'false') return undefined;
  if (dynamic === 'strict') {
    const name = path.split('.').at(-1) ?? path;
    const within = parentOf(path) === '' ? '_doc' : parentOf(path);
    const reason = `mapping set to strict, dynamic introduction of [${name}] within [${within}] is not allowed`;
    throw new Refusal(400, 'strict_dynamic_mapping_exception', reason);
  }
  const template = mapping.templates.find(({ pathMatch }) => matchesPattern(pathMatch, path));
  if (template === undefined && isFields(value)) {
    mapping.objects.set(path, { dynamic: undefined, enabled: true });
    return 'object';
  }
  if (template === undefined) throw notSimulated(`a guess at the type of ${path}`);
  addProperty(mapping, path, template.mapping);
  return mapping.fields.get(path);
};
