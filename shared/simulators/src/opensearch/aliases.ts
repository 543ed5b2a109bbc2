import { type Cluster, resolve } from './cluster';
import { isFields, listOf, onlyMember } from './reading';
import { type Fields, illegal, Refusal, unknownField } from './refusal';

const keys = ['alias', 'aliases', 'index', 'indices', 'must_exist'];

type Change = () => void;

const readAction = (cluster: Cluster, action: unknown): Change => {
  const [kind, given] = onlyMember(action, 'aliases');
  if (kind !== 'add' && kind !== 'remove') throw unknownField('aliases', kind);
  if (!isFields(given)) throw illegal('Unsupported action');
  for (const key of Object.keys(given)) {
    if (!keys.includes(key)) throw unknownField('alias_action', key);
  }
  const names = [...listOf(given['alias']), ...listOf(given['aliases'])].map(String);
  const expressions = [...listOf(given['index']), ...listOf(given['indices'])].map(String);
  if (names.length === 0 || names.includes('')) throw illegal(`[alias] can't be empty string`);
  if (expressions.length === 0 || expressions.includes('')) throw illegal('One of [index] or [indices] is required');
  const indices = expressions.flatMap((expression) => resolve(cluster, expression));
  for (const name of names) {
    if (!cluster.indices.has(name)) continue;
    throw new Refusal(
      400,
      'invalid_alias_name_exception',
      `Invalid alias name [${name}]: an index or data stream exists with the same name as the alias`,
    );
  }
  if (kind === 'add') {
    return () => {
      for (const index of indices) for (const name of names) index.aliases.add(name);
    };
  }
  const missing = names.filter((name) => !indices.some(({ aliases }) => aliases.has(name)));
  if (missing.length > 0 && given['must_exist'] !== false) {
    throw new Refusal(404, 'aliases_not_found_exception', `aliases [${missing.join(',')}] missing`).about({
      'resource.type': 'aliases',
      'resource.id': missing.join(','),
    });
  }
  return () => {
    for (const index of indices) for (const name of names) index.aliases.delete(name);
  };
};

/** POST _aliases: all of it or nothing. */
export const updateAliases = (cluster: Cluster, body: Fields): Fields => {
  const actions = listOf(body['actions']);
  if (actions.length === 0) throw illegal('No action specified');
  const changes = actions.map((action) => readAction(cluster, action));
  for (const change of changes) change();
  return { acknowledged: true };
};
