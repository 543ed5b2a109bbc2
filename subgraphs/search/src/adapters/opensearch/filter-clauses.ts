import { conditionsOf, type Condition } from '../../application/conditions';
import type { SearchRequest } from '../../application/ports';
import type { Clause } from './query';
import { filterTerm, toNumber } from './index-document';

/** A condition on products. The facet with this key is counted without the condition. */
export type FilterGroup = { readonly key: string; readonly clause: Clause };

const clauseOf = (condition: Condition, currency: string): Clause => {
  switch (condition.by) {
    case 'values':
      return { terms: { filters: condition.values.map((value) => filterTerm(condition.key, value)) } };
    case 'price': {
      const { min = 0n, max } = condition.range;
      return {
        bool: {
          filter: [
            { range: { [`prices.${currency}.max`]: { gte: toNumber(min) } } },
            ...(max === undefined ? [] : [{ range: { [`prices.${currency}.min`]: { lte: toNumber(max) } } }]),
          ],
        },
      };
    }
    case 'rating':
      return { range: { rating: { gte: condition.atLeast * 100 } } };
    case 'availability':
      return { terms: { filters: [filterTerm(condition.key, condition.available.toString())] } };
  }
};

/** The filters as conditions. A product must meet all of them. */
export const filterGroups = (request: Pick<SearchRequest, 'currency' | 'filters'>): readonly FilterGroup[] =>
  conditionsOf(request).map((condition) => ({ key: condition.key, clause: clauseOf(condition, request.currency) }));
