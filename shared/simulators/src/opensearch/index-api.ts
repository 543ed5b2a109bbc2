import { type HttpAnswer, type HttpRequest, json } from '../http-server';
import { type Cluster, createIndex, type Index, resolve } from './cluster';
import { readMapping } from './mapping';
import { isFields, listOf, matchesPattern, textOf } from './reading';
import { type Fields, illegal, invalidRequest, parsing, Refusal, unknownField } from './refusal';
import { readSettings } from './settings';

/** A request with the name in its path. */
export type Call = { readonly cluster: Cluster; readonly request: HttpRequest; readonly name: string };

export const bodyOf = ({ body }: HttpRequest): Fields => {
  if (body === '') return {};
  try {
    const value: unknown = JSON.parse(body);
    if (isFields(value)) return value;
  } catch (fault) {
    throw new Refusal(400, 'json_parse_exception', String(fault));
  }
  throw parsing('Expected [START_OBJECT] but found [VALUE]');
};

const onlyKeys = (body: unknown, keys: readonly string[], what: string): Fields => {
  const fields = isFields(body) ? body : {};
  for (const key of Object.keys(fields)) if (!keys.includes(key)) throw unknownField(what, key);
  return fields;
};

const described = ({ aliases, mapping, settings, name, uuid }: Index): Fields => ({
  aliases: Object.fromEntries([...aliases].map((alias) => [alias, {}])),
  mappings: mapping.source,
  settings: {
    index: {
      ...Object.fromEntries(Object.entries(settings.given).map(([key, value]) => [key.replace(/^index\./, ''), value])),
      uuid,
      provided_name: name,
    },
  },
});

const overlap = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((a) => others.some((b) => matchesPattern(a, b) || matchesPattern(b, a)));

/** PUT _index_template: validates the template immediately, not when an index is created. */
export const putTemplate = ({ cluster, request, name }: Call): HttpAnswer => {
  const body = onlyKeys(bodyOf(request), ['_meta', 'index_patterns', 'priority', 'template', 'version'], 'index_template');
  const patterns = listOf(body['index_patterns']).map(textOf);
  if (patterns.length === 0) throw invalidRequest('index patterns are missing');
  const template = onlyKeys(body['template'], ['aliases', 'mappings', 'settings'], 'template');
  const [mappings, settings] = [template['mappings'], template['settings']].map((part): Fields => (isFields(part) ? part : {}));
  const made = { patterns, priority: Number(body['priority'] ?? 0), mappings: mappings ?? {}, settings: settings ?? {} };
  readMapping(made.mappings);
  readSettings(made.settings);
  const rival = [...cluster.templates].find(
    ([other, there]) => other !== name && there.priority === made.priority && overlap(there.patterns, patterns),
  );
  if (rival !== undefined) {
    throw illegal(
      `index template [${name}] has index patterns [${patterns.join(', ')}] matching patterns from existing templates [${rival[0]}] ` +
        'with the same priority, please use a different priority',
    );
  }
  cluster.templates.set(name, made);
  return json(200, { acknowledged: true });
};

export const putIndex = ({ cluster, request, name }: Call): HttpAnswer => {
  createIndex(cluster, name, onlyKeys(bodyOf(request), ['aliases', 'mappings', 'settings'], 'create_index'));
  return json(200, { acknowledged: true, shards_acknowledged: true, index: name });
};

export const deleteIndex = ({ cluster, name }: Call): HttpAnswer => {
  for (const index of resolve(cluster, name)) {
    if (!name.includes('*') && index.aliases.has(name)) {
      throw illegal(`The provided expression [${name}] matches an alias, specify the corresponding concrete indices instead.`);
    }
    cluster.indices.delete(index.name);
  }
  return json(200, { acknowledged: true });
};

export const getIndex = ({ cluster, name }: Call): HttpAnswer =>
  json(200, Object.fromEntries(resolve(cluster, name).map((index) => [index.name, described(index)])));
