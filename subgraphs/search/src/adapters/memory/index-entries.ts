import { createHash } from 'node:crypto';
import type { ProductId } from '@marketplace/kernel';
import type { IndexedProduct } from '../../application/index-source';
import type { FacetNames } from './facet-names';
import type { Entry } from './segment';

/** A hash of words and facets, to detect changes without keeping the texts in memory. */
const hashOf = (facets: readonly number[], words: IndexedProduct['words']): string =>
  createHash('sha1')
    .update(`${facets.join()}\n${words.join('\n')}`)
    .digest('base64');

/** Converts a product to the entry of a segment. */
export const toEntry = (
  { words, facets: all, prices, ...figures }: IndexedProduct,
  { productId, seq }: { readonly productId: ProductId; readonly seq: bigint },
  names: Pick<FacetNames, 'isFigure'>,
): Entry => {
  const facets = all.filter((id) => !names.isFigure(id));
  return {
    productId,
    text: hashOf(facets, words),
    words,
    facets,
    figures: {
      ...figures,
      seq,
      prices: prices.map(({ currency, min, max }) => ({ currency, min: Number(min), max: Number(max) })),
      facets: all.filter((id) => names.isFigure(id)),
    },
  };
};
