import { createHash } from 'node:crypto';
import type { ProductId } from '@marketplace/kernel';
import type { IndexedProduct } from '../../application/index-copy';
import type { FacetNames } from './facet-names';
import type { Entry } from './segment';

/** Stands for words and facets that are only to be compared: those of a description would take more memory than all the rest. */
const markOf = (facets: readonly number[], words: IndexedProduct['words']): string =>
  createHash('sha1')
    .update(`${facets.join()}\n${words.join('\n')}`)
    .digest('base64');

/** A product as a segment takes it in. */
export const toEntry = (
  { words, facets: all, prices, ...figures }: IndexedProduct,
  { productId, seq }: { readonly productId: ProductId; readonly seq: bigint },
  names: Pick<FacetNames, 'isFigure'>,
): Entry => {
  const facets = all.filter((id) => !names.isFigure(id));
  return {
    productId,
    text: markOf(facets, words),
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
