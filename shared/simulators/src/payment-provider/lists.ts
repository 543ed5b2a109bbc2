import { invalidParameter } from './faults';
import { type Given, type Shape } from './parameters';

/** Parameters every list takes. */
export const listShape: Shape = { limit: 'integer', starting_after: 'text', ending_before: 'text', created: 'hash', expand: 'list' };

type Listed = { readonly id: string; readonly created: number };

const withinCreated = (bounds: Readonly<Record<string, string>>): ((item: Listed) => boolean) => {
  const bound = (name: string, fallback: number): number => Number(bounds[name] ?? fallback);
  const [gte, gt] = [bound('gte', -Infinity), bound('gt', -Infinity)];
  const [lte, lt] = [bound('lte', Infinity), bound('lt', Infinity)];
  return ({ created }) => created >= gte && created > gt && created <= lte && created < lt;
};

const indexOf = (items: readonly Listed[], id: string, param: string): number => {
  const index = items.findIndex((item) => item.id === id);
  if (index < 0) throw invalidParameter(`No such object: '${id}'`, { code: 'resource_missing', param });
  return index;
};

const limitOf = (given: Given): number => {
  const limit = given.integer('limit') ?? 10;
  if (limit >= 1 && limit <= 100) return limit;
  throw invalidParameter('This value must be between 1 and 100.', { code: 'parameter_invalid_integer', param: 'limit' });
};

/** A page of a list, newest first, by the IDs of the previous or next page. */
export const listOf = <T extends Listed>(
  oldestFirst: readonly T[],
  given: Given,
  { url, toBody }: { url: string; toBody: (item: T) => object },
): object => {
  const limit = limitOf(given);
  const items = oldestFirst.filter(withinCreated(given.hash('created'))).reverse();
  const after = given.text('starting_after');
  const before = given.text('ending_before');
  const from = after === undefined ? 0 : indexOf(items, after, 'starting_after') + 1;
  const to = before === undefined ? items.length : indexOf(items, before, 'ending_before');
  const rest = items.slice(from, to);
  const page = before === undefined ? rest.slice(0, limit) : rest.slice(-limit);
  return { object: 'list', data: page.map(toBody), has_more: rest.length > page.length, url };
};
