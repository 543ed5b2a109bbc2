import { conditionsOf, type Condition } from '../../application/conditions';
import type { SearchRequest } from '../../application/ports';

/** The parameters of a dynamic statement. `bind` adds a value and returns its placeholder, so no value is part of the SQL text. */
export type Bindings = { readonly bind: (value: unknown, type: string) => string; readonly values: () => readonly unknown[] };

export const bindings = (): Bindings => {
  const values: unknown[] = [];
  return {
    bind: (value, type) => {
      values.push(value);
      return `$${values.length.toString()}::${type}`;
    },
    values: () => values,
  };
};

/** A condition on a product `p`. The facet with this key is counted without the condition. */
export type FilterGroup = { readonly key: string; readonly sql: string };

const sqlOf = (condition: Condition, currency: string, { bind }: Bindings): string => {
  switch (condition.by) {
    case 'values':
      return `p.facets && ARRAY(SELECT id FROM facet_values WHERE key = ${bind(condition.key, 'text')} AND value = ANY(${bind(condition.values, 'text[]')}))`;
    case 'price': {
      const { min, max } = condition.range;
      return [
        `p.prices ? ${bind(currency, 'text')}`,
        ...(min === undefined ? [] : [`(p.prices -> ${bind(currency, 'text')} ->> 1)::bigint >= ${bind(min.toString(), 'bigint')}`]),
        ...(max === undefined ? [] : [`(p.prices -> ${bind(currency, 'text')} ->> 0)::bigint <= ${bind(max.toString(), 'bigint')}`]),
      ].join(' AND ');
    }
    case 'rating':
      return `p.rating >= ${bind(condition.atLeast * 100, 'float8')}`;
    case 'availability':
      return `p.available = ${bind(condition.available, 'boolean')}`;
  }
};

/** The filters as conditions. A product must meet all of them. */
export const filterGroups = (request: Pick<SearchRequest, 'filters' | 'currency'>, bound: Bindings): readonly FilterGroup[] =>
  conditionsOf(request).map((condition) => ({ key: condition.key, sql: sqlOf(condition, request.currency, bound) }));
