import { createHash } from 'node:crypto';
import { idOf, type ProductId } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { FacetNames } from './facet-names';
import type { Entry, PriceEntry } from './segment';
import { wordsOf } from './tsvector';

/** A row of the index as far as finding and ranking need it. */
export type IndexRow = {
  readonly seq: bigint;
  readonly product_id: string;
  readonly alive: boolean;
  readonly words: string | null;
  readonly facets: readonly number[];
  readonly prices: Readonly<Record<string, readonly [min: string, max: string]>> | null;
  readonly available: boolean | null;
  readonly rating: number | null;
  readonly rating_rank: number | null;
  readonly sold: bigint | null;
  readonly popularity: number | null;
  readonly published: bigint | null;
};

export type Stretch = { readonly version: number; readonly after: bigint; readonly limit: number };

export const readRows = (db: Pick<Database, 'query'>, { version, after, limit }: Stretch): Promise<readonly IndexRow[]> =>
  db.query<IndexRow>(
    `SELECT seq, product_id, document IS NOT NULL AS alive, words::text AS words, facets, prices, available, rating, rating_rank, sold, popularity, published
     FROM product_index_v${version.toString()} WHERE seq > $1 ORDER BY seq LIMIT $2`,
    [after, limit],
  );

const pricesOf = (prices: IndexRow['prices']): readonly PriceEntry[] =>
  Object.entries(prices ?? {}).map(([currency, [min, max]]) => ({ currency, min: Number(min), max: Number(max) }));

/** Stands for a text that is only to be compared: the text of a description would take more memory than all the rest. */
const markOf = (text: string): string => createHash('sha1').update(text).digest('base64');

/** The product of a row as a segment takes it in; undefined once it is not to be found any more. */
export const toEntry = (row: IndexRow, names: FacetNames): Entry | undefined => {
  if (!row.alive) return undefined;
  const facets = row.facets.filter((id) => !names.isFigure(id));
  const words = row.words ?? '';
  return {
    productId: idOf<'Product'>(row.product_id),
    text: markOf(`${facets.join()}\n${words}`),
    words: wordsOf(words),
    facets,
    figures: {
      seq: row.seq,
      prices: pricesOf(row.prices),
      available: row.available ?? false,
      rating: row.rating ?? 0,
      ratingRank: row.rating_rank ?? 0,
      sold: Number(row.sold ?? 0n),
      popularity: row.popularity ?? 0,
      published: Number(row.published ?? 0n),
      facets: row.facets.filter((id) => names.isFigure(id)),
    },
  };
};

export const idOfRow = (row: IndexRow): ProductId => idOf<'Product'>(row.product_id);
