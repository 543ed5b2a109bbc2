import { randomId } from '../ids';
import { type Indexed, readDocument } from './documents';
import { type Mapping, readMapping } from './mapping';
import { isFields, matchesPattern } from './reading';
import { type Fields, illegal, noSuchIndex, Refusal } from './refusal';
import { readSettings, type Settings } from './settings';

/** The latest version of a document. A deleted one is kept for a while, so that older writes are rejected. */
type Written = { readonly version: number; readonly seqNo: number; readonly document: Indexed | undefined; readonly at: number };

export type Index = {
  readonly name: string;
  readonly uuid: string;
  readonly mapping: Mapping;
  readonly settings: Settings;
  readonly aliases: Set<string>;
  readonly written: Map<string, Written>;
  /** The searchable documents, up to the last refresh. */
  visible: ReadonlyMap<string, Indexed>;
  /** The time of the first write after the last refresh. */
  unseenSince: number | undefined;
  seqNo: number;
};

export type Template = {
  readonly patterns: readonly string[];
  readonly priority: number;
  readonly mappings: Fields;
  readonly settings: Fields;
};

export type Cluster = {
  readonly indices: Map<string, Index>;
  readonly templates: Map<string, Template>;
};

export const emptyCluster = (): Cluster => ({ indices: new Map(), templates: new Map() });

const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

const badName = (name: string): boolean =>
  name !== name.toLowerCase() || /[\\/*?"<>| ,#:]/.test(name) || /^[-_+.]/.test(name) || name.length > 255;

/** Creates an index from the request and the matching template. */
export const createIndex = (cluster: Cluster, name: string, body: Fields): Index => {
  if (badName(name)) {
    throw new Refusal(
      400,
      'invalid_index_name_exception',
      `Invalid index name [${name}], must be lowercase and without special characters`,
    ).about({ index: name, index_uuid: '_na_' });
  }
  const there = cluster.indices.get(name);
  if (there !== undefined) {
    const reason = `index [${name}/${there.uuid}] already exists`;
    throw new Refusal(400, 'resource_already_exists_exception', reason).about({ index: name, index_uuid: there.uuid });
  }
  if (aliased(cluster, name).length > 0) {
    throw new Refusal(400, 'invalid_index_name_exception', `Invalid index name [${name}], already exists as alias`).about({
      index: name,
      index_uuid: '_na_',
    });
  }
  const [template] = [...cluster.templates.values()]
    .filter(({ patterns }) => patterns.some((pattern) => matchesPattern(pattern, name)))
    .sort((a, b) => b.priority - a.priority);
  const index: Index = {
    name,
    uuid: randomId('', 22),
    mapping: readMapping({ ...template?.mappings, ...fieldsOf(body['mappings']) }),
    settings: readSettings(template?.settings ?? {}, fieldsOf(body['settings'])),
    aliases: new Set(Object.keys(fieldsOf(body['aliases']))),
    written: new Map(),
    visible: new Map(),
    unseenSince: undefined,
    seqNo: -1,
  };
  cluster.indices.set(name, index);
  return index;
};

export const aliased = (cluster: Cluster, alias: string): readonly Index[] =>
  [...cluster.indices.values()].filter(({ aliases }) => aliases.has(alias));

/** The indices of an expression: comma-separated names, aliases and patterns. A pattern can match none. */
export const resolve = (cluster: Cluster, expression: string): readonly Index[] => {
  const all = [...cluster.indices.values()];
  const found = expression.split(',').flatMap((part) => {
    if (part === '_all') return all;
    const isNamed = (name: string): boolean => matchesPattern(part, name);
    const matching = all.filter(({ name, aliases }) => isNamed(name) || [...aliases].some(isNamed));
    if (matching.length === 0 && !part.includes('*')) throw noSuchIndex(part);
    return matching;
  });
  return [...new Set(found)].sort((a, b) => (a.name < b.name ? -1 : 1));
};

export const refresh = (index: Index): void => {
  index.visible = new Map([...index.written].flatMap(([id, { document }]) => (document === undefined ? [] : [[id, document]])));
  index.unseenSince = undefined;
};

/** Refreshes an index after its refresh interval, as its shards do automatically. */
export const refreshWhenDue = (index: Index): void => {
  const { unseenSince, settings } = index;
  if (unseenSince === undefined || settings.refreshMs === undefined) return;
  if (performance.now() - unseenSince >= settings.refreshMs) refresh(index);
};

export type VersionType = 'external' | 'external_gt' | 'external_gte' | 'internal';

export type Write = {
  readonly id: string;
  readonly version: number | undefined;
  readonly versionType: VersionType;
  readonly source: Fields | undefined;
};

export type WriteOutcome = {
  readonly result: 'created' | 'deleted' | 'not_found' | 'updated';
  readonly version: number;
  readonly seqNo: number;
};

const versionAfter = (index: Index, current: Written | undefined, { id, version, versionType }: Write): number => {
  if (versionType === 'internal') {
    if (version !== undefined)
      throw illegal(
        'internal versioning can not be used for optimistic concurrency control. Please use `if_seq_no` and `if_primary_term` instead',
      );
    return (current?.version ?? 0) + 1;
  }
  if (version === undefined || version < 0 || !Number.isSafeInteger(version))
    throw illegal(`illegal version value [${String(version)}] for version type [${versionType.toUpperCase()}]`);
  const isGte = versionType === 'external_gte';
  if (current === undefined || (isGte ? current.version <= version : current.version < version)) return version;
  const relation = isGte ? 'is higher than' : 'is higher or equal to';
  const reason = `[${id}]: version conflict, current version [${current.version}] ${relation} the one provided [${version}]`;
  throw new Refusal(409, 'version_conflict_engine_exception', reason).about({ index: index.name, shard: '0', index_uuid: index.uuid });
};

/** Writes or deletes (without source) one document, if its version allows it. */
export const write = (index: Index, change: Write): WriteOutcome => {
  const known = index.written.get(change.id);
  const isForgotten = known?.document === undefined && known !== undefined && performance.now() - known.at > index.settings.gcDeletesMs;
  const current = isForgotten ? undefined : known;
  const version = versionAfter(index, current, change);
  const { id, source } = change;
  const document = source === undefined ? undefined : { id, version, source, values: readDocument(index.mapping, id, source) };
  index.seqNo += 1;
  index.written.set(id, { version, seqNo: index.seqNo, document, at: performance.now() });
  index.unseenSince ??= performance.now();
  const existed = current?.document !== undefined;
  const result = document === undefined ? (existed ? 'deleted' : 'not_found') : existed ? 'updated' : 'created';
  return { result, version, seqNo: index.seqNo };
};
