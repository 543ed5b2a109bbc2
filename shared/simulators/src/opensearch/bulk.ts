import { type Cluster, createIndex, refresh, resolve, type VersionType, type Index, write, aliased } from './cluster';
import { isFields, textOf } from './reading';
import { type Fields, illegal, Refusal, invalidRequest, notSimulated } from './refusal';

type Action = {
  readonly kind: 'create' | 'delete' | 'index';
  readonly index: string;
  readonly id: string;
  readonly version: number | undefined;
  readonly versionType: VersionType;
  readonly requireAlias: boolean;
  readonly source: Fields | undefined;
};

const kinds = ['create', 'delete', 'index', 'update'];
const parameters = [
  '_id',
  '_index',
  '_source',
  'if_primary_term',
  'if_seq_no',
  'op_type',
  'pipeline',
  'require_alias',
  'retry_on_conflict',
  'routing',
  'version',
  'version_type',
];
const versionTypes: readonly VersionType[] = ['external', 'external_gt', 'external_gte', 'internal'];

const parsed = (line: string, otherwise: (fault: string) => Refusal): unknown => {
  try {
    return JSON.parse(line) as unknown;
  } catch (fault) {
    throw otherwise(textOf(fault));
  }
};

const malformed = (line: number, what: string): Refusal => illegal(`Malformed action/metadata line [${line}], ${what}`);

const readAction = (text: string, line: number, defaultIndex: string | undefined): Action => {
  const body = parsed(text, () => new Refusal(400, 'json_parse_exception', `Unexpected character at line ${line}`));
  if (!isFields(body)) throw malformed(line, 'expected START_OBJECT but found [VALUE]');
  const [kind = '', given] = Object.entries(body)[0] ?? [];
  if (!kinds.includes(kind)) throw malformed(line, `expected field [create], [delete], [index] or [update] but found [${kind}]`);
  if (!isFields(given)) throw malformed(line, 'expected START_OBJECT or END_OBJECT but found [VALUE]');
  for (const key of Object.keys(given)) {
    if (!parameters.includes(key)) throw illegal(`Action/metadata line [${line}] contains an unknown parameter [${key}]`);
  }
  const { _index: index = defaultIndex, _id: id, version, version_type: versionType = 'internal' } = given;
  if (typeof index !== 'string') throw invalidRequest('index is missing');
  if (typeof id !== 'string' || id === '' || Buffer.byteLength(id) > 512) throw invalidRequest('id is missing or too long');
  const type = versionTypes.find((each) => each === versionType);
  if (type === undefined) throw illegal(`No version type match [${textOf(versionType)}]`);
  if (kind !== 'create' && kind !== 'delete' && kind !== 'index') throw notSimulated('update');
  return {
    kind,
    index,
    id,
    version: version === undefined ? undefined : Number(version),
    versionType: type,
    requireAlias: given['require_alias'] === true,
    source: undefined,
  };
};

/** The lines of a request. The last one must end with a newline too. */
const readActions = (body: string, defaultIndex: string | undefined): readonly Action[] => {
  if (body === '') throw new Refusal(400, 'parse_exception', 'request body is required');
  if (!body.endsWith('\n')) throw illegal('The bulk request must be terminated by a newline [\\n]');
  const lines = body.slice(0, -1).split('\n');
  const actions: Action[] = [];
  for (let line = 0; line < lines.length; line += 1) {
    if (lines[line] === '') continue;
    const action = readAction(lines[line] ?? '', line + 1, defaultIndex);
    if (action.kind === 'delete') {
      actions.push(action);
      continue;
    }
    line += 1;
    const source = parsed(lines[line] ?? '', () => new Refusal(400, 'mapper_parsing_exception', 'failed to parse'));
    actions.push({ ...action, source: isFields(source) ? source : {} });
  }
  if (actions.length === 0) throw invalidRequest('no requests added');
  return actions;
};

const target = (cluster: Cluster, action: Action): Index => {
  const isAlias = aliased(cluster, action.index).length > 0;
  if (action.requireAlias && !isAlias)
    throw new Refusal(
      404,
      'index_not_found_exception',
      `no such index [${action.index}] and [require_alias] request flag is [true] and [${action.index}] is not an alias`,
    );
  // The default of OpenSearch: a missing index is created.
  if (!isAlias && !cluster.indices.has(action.index)) return createIndex(cluster, action.index, {});
  const [index, ...more] = resolve(cluster, action.index);
  if (index !== undefined && more.length === 0) return index;
  throw illegal(
    `no write index is defined for alias [${action.index}]. The write index may be explicitly disabled using is_write_index=false or the alias points to multiple indices without one being designated as a write index`,
  );
};

const statusOf = (result: string): number => (result === 'created' ? 201 : result === 'not_found' ? 404 : 200);

type Surroundings = { readonly touched: Set<Index>; readonly isRejected: () => boolean };

/** Executes one action. Its error does not affect the others. */
const perform = (cluster: Cluster, action: Action, { touched, isRejected }: Surroundings): Fields => {
  const { kind, id } = action;
  try {
    if (isRejected()) {
      throw new Refusal(
        429,
        'rejected_execution_exception',
        'rejected execution of coordinating operation [coordinating_and_primary_bytes=0, replica_bytes=0]',
      );
    }
    const index = target(cluster, action);
    if (kind === 'create' && index.written.get(id)?.document !== undefined) {
      throw new Refusal(409, 'version_conflict_engine_exception', `[${id}]: version conflict, document already exists`).about({
        index: index.name,
        shard: '0',
        index_uuid: index.uuid,
      });
    }
    const { result, version, seqNo } = write(index, action);
    touched.add(index);
    const shards = { total: 1, successful: 1, failed: 0 };
    return {
      [kind]: {
        _index: index.name,
        _id: id,
        _version: version,
        result,
        _shards: shards,
        _seq_no: seqNo,
        _primary_term: 1,
        status: statusOf(result),
      },
    };
  } catch (fault) {
    if (!(fault instanceof Refusal) || fault.status === 501) throw fault;
    return { [kind]: { _index: action.index, _id: id, status: fault.status, error: fault.shape() } };
  }
};

export type BulkOptions = {
  readonly defaultIndex: string | undefined;
  readonly refreshes: boolean;
  /** Called for every action. Returns true if the queue is full. */
  readonly isRejected: () => boolean;
};

/** POST _bulk: executes every action separately, in order. */
export const bulk = (cluster: Cluster, body: string, { defaultIndex, refreshes, isRejected }: BulkOptions): Fields => {
  const actions = readActions(body, defaultIndex);
  const touched = new Set<Index>();
  const items = actions.map((action) => perform(cluster, action, { touched, isRejected }));
  if (refreshes) touched.forEach(refresh);
  const errors = items.some((item) => Object.values(item).some((outcome) => isFields(outcome) && outcome['error'] !== undefined));
  return { took: 1, errors, items };
};
