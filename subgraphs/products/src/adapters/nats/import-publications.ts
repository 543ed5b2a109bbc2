import { eventMessage, type EventMessage } from '@marketplace/platform';
import { productsEvents } from '@marketplace/schema';
import type { ImportUpdate } from '../../application/product-import-ports';
import { isOver, type ProductImport } from '../../domain/import';

const progressOf = ({ settings, status, position, counts }: ProductImport) => ({
  importId: settings.id,
  sellerId: settings.sellerId,
  status,
  rowsRead: position.rows,
  productsCreated: counts.productsCreated,
  productsUpdated: counts.productsUpdated,
  errors: counts.errors,
});

export const importStartedEvent = ({ settings }: ProductImport): EventMessage =>
  eventMessage(
    productsEvents.ProductImportStartedV1,
    { id: settings.id, version: 1 },
    { importId: settings.id, sellerId: settings.sellerId, format: settings.format },
  );

/** The events of an update: the progress, if it is due, and the initial stock of new variants. */
export const importUpdateEvents = ({ before, after, publishesProgress, product }: ImportUpdate): readonly EventMessage[] => {
  const contract = isOver(after) ? productsEvents.ProductImportFinishedV1 : productsEvents.ProductImportAdvancedV1;
  const progress = publishesProgress
    ? [eventMessage(contract, { id: after.settings.id, version: before.version + 1 }, progressOf(after))]
    : [];
  const { id: importId, sellerId } = after.settings;
  if (product === undefined) return progress;
  const stated = product.initialStock.map(({ variantId, sku, quantity }) =>
    eventMessage(
      productsEvents.InitialStockStatedV1,
      { id: variantId, version: 1 },
      { productId: product.id, variantId, sellerId, sku, quantity, importId },
    ),
  );
  return [...progress, ...stated];
};
