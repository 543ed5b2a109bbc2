import { maxCount, type Facet, type Filters } from '../../application/ports';
import { presentFacets } from '../../application/search-results';
import { maxFacetValues, priceKey } from '../../domain/facets';
import type { Bindings, FilterGroup } from './filter-sql';

export type FacetRow = readonly [key: string, name: string, value: string, label: string, count: number];

type Counting = {
  readonly version: number;
  readonly currency: string;
  readonly filters: Filters;
  readonly groups: readonly FilterGroup[];
  /** The condition of the search text; undefined without a text. */
  readonly text: string | undefined;
};

const limit = maxCount.toString();

const tally = (from: string): string =>
  `SELECT id, count(*)::int AS documents FROM (SELECT unnest(facets) AS id FROM (${from} LIMIT ${limit}) AS hit) AS value GROUP BY id`;

/** The counts of the whole index are stored. Only a filtered search has to count. */
const countsWithout = (own: FilterGroup | undefined, { version, groups, text }: Counting): string => {
  const conditions = [...(text === undefined ? [] : [text]), ...groups.filter((group) => group !== own).map(({ sql }) => sql)];
  if (conditions.length === 0) {
    return `SELECT facet_id AS id, documents FROM index_facets WHERE index_version = ${version.toString()} AND documents > 0`;
  }
  if (own === undefined) return tally('SELECT facets FROM matched');
  return tally(
    `SELECT p.facets FROM product_index_v${version.toString()} AS p WHERE p.document IS NOT NULL AND ${conditions.join(' AND ')}`,
  );
};

/** The most frequent values of every facet, counted without the facet's own filter. */
export const facetCtes = (counting: Counting, { bind }: Bindings): string => {
  const { groups, filters, currency } = counting;
  const keys = groups.map(({ key }) => key);
  const ofOthers = `SELECT known.*, counts.documents FROM (${countsWithout(undefined, counting)}) AS counts JOIN facet_values AS known USING (id)
    WHERE known.key <> ALL(${bind(keys, 'text[]')})`;
  const ofOwn = groups.map(
    (group) => `SELECT known.*, counts.documents FROM (${countsWithout(group, counting)}) AS counts JOIN facet_values AS known USING (id)
    WHERE known.key = ${bind(group.key, 'text')}`,
  );
  const chosen = filters.categoryId === undefined ? 'NULL' : bind(filters.categoryId, 'text');
  return `
  facet_counts AS (${[ofOthers, ...ofOwn].join(' UNION ALL ')}),
  ranked_facets AS (
    SELECT key, name, value, label, documents, row_number() OVER (PARTITION BY key ORDER BY documents DESC, label, value) AS rank
    FROM facet_counts
    WHERE (key <> 'category' OR parent IS NOT DISTINCT FROM ${chosen}) AND (key NOT LIKE 'price:%' OR key = ${bind(priceKey(currency), 'text')})
  ),
  facets AS (
    SELECT json_agg(json_build_array(key, name, value, label, documents) ORDER BY key, rank) AS facets
    FROM ranked_facets WHERE rank <= ${maxFacetValues.toString()}
  )`;
};

/** Converts counted values to facets, in the same way for all engines. */
export const toFacets = (rows: readonly FacetRow[]): readonly Facet[] =>
  presentFacets(rows.map(([key, name, value, label, count]) => ({ key, name, value, label, count })));
