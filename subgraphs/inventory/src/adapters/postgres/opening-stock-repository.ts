import { now, type Database } from '@marketplace/platform';
import { openingStockReason, type OpeningStockRepository, type PendingOpeningStock } from '../../application/opening-stock';
import { addManualChange, type ManualChangePublication } from './manual-changes';
import { addPendingChangesOfNew } from './stock-repository';
import { OpeningStock, Variants, Warehouses } from './tables';

const selectPending = `
  SELECT variant_id AS "variantId", quantity, correlation_id AS "correlationId",
    EXISTS (SELECT FROM stock_items item WHERE item.variant_id = stated.variant_id) AS "hasStock"
  FROM stated_stock stated WHERE settled_at IS NULL`;

export const openingStockRepository = (db: Database, publish: ManualChangePublication): OpeningStockRepository => ({
  record: ({ variant, quantity }, cause) =>
    addPendingChangesOfNew(db.unit(cause), [variant.variantId])
      .insert(Variants, [variant], { ignoreConflicts: true })
      .insert(OpeningStock, [{ variantId: variant.variantId, quantity, correlationId: cause.correlationId, settledAt: null }], {
        ignoreConflicts: true,
      })
      .commit(),
  firstWarehouse: async () => (await db.select(Warehouses, 'ORDER BY code LIMIT 1'))[0]?.id,
  pending: (limit) => db.query<PendingOpeningStock>(`${selectPending} ORDER BY stated_at LIMIT $1`, [limit]),
  find: async (variantId) => (await db.query<PendingOpeningStock>(`${selectPending} AND variant_id = $1`, [variantId]))[0],
  settle: async ({ variantId }, delivery, cause) => {
    const unit = db
      .unit(cause)
      .update(OpeningStock, [{ where: { variantId }, set: { settledAt: now() } }], { onlyIf: 't.settled_at IS NULL' });
    const reason = openingStockReason;
    if (delivery !== undefined)
      addManualChange(unit, { type: 'StockAdjusted', at: delivery, code: 'DELIVERY', reason }, { publish, cause });
    await unit.commit();
  },
});
