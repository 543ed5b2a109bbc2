import { outgoing, type OutgoingEvent } from '@marketplace/platform';
import { productsEvents } from '@marketplace/schema';
import type { ImportStep } from '../../application/product-import-ports';
import { isOver, type ProductImport } from '../../domain/import';

const progressOf = ({ terms, status, place, tally }: ProductImport) => ({
  importId: terms.id,
  sellerId: terms.sellerId,
  status,
  rowsRead: place.rows,
  productsCreated: tally.productsCreated,
  productsUpdated: tally.productsUpdated,
  errors: tally.errors,
});

export const importStarted = ({ terms }: ProductImport): OutgoingEvent =>
  outgoing(
    productsEvents.ProductImportStartedV1,
    { id: terms.id, version: 1 },
    { importId: terms.id, sellerId: terms.sellerId, format: terms.format },
  );

/** What others hear of a step: how far it is, where that is told now, and what the seller has of the variants that joined. */
export const ofImportStep = ({ before, after, isTold, product }: ImportStep): readonly OutgoingEvent[] => {
  const contract = isOver(after) ? productsEvents.ProductImportFinishedV1 : productsEvents.ProductImportAdvancedV1;
  const progress = isTold ? [outgoing(contract, { id: after.terms.id, version: before.version + 1 }, progressOf(after))] : [];
  const { id: importId, sellerId } = after.terms;
  if (product === undefined) return progress;
  const stated = product.initialStock.map(({ variantId, sku, quantity }) =>
    outgoing(
      productsEvents.InitialStockStatedV1,
      { id: variantId, version: 1 },
      { productId: product.id, variantId, sellerId, sku, quantity, importId },
    ),
  );
  return [...progress, ...stated];
};
