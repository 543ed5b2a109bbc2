import { now, type Database } from '@marketplace/platform';
import type { OpenStatement, StatedStockRepository } from '../../application/stated-stock';
import { addManualChange, type ManualChangePublication } from './manual-changes';
import { markUnknown } from './stock-repository';
import { StatedStock, Variants, Warehouses } from './tables';

const selectOpen = `
  SELECT variant_id AS "variantId", quantity, correlation_id AS "correlationId",
    EXISTS (SELECT FROM stock_items item WHERE item.variant_id = stated.variant_id) AS "isKept"
  FROM stated_stock stated WHERE settled_at IS NULL`;

export const statedStockRepository = (db: Database, publish: ManualChangePublication): StatedStockRepository => ({
  remember: ({ variant, quantity }, cause) =>
    markUnknown(db.unit(cause), [variant.variantId])
      .insert(Variants, [variant], { unlessThere: true })
      .insert(StatedStock, [{ variantId: variant.variantId, quantity, correlationId: cause.correlationId, settledAt: null }], {
        unlessThere: true,
      })
      .commit(),
  firstWarehouse: async () => (await db.select(Warehouses, 'ORDER BY code LIMIT 1'))[0]?.id,
  open: (limit) => db.query<OpenStatement>(`${selectOpen} ORDER BY stated_at LIMIT $1`, [limit]),
  find: async (variantId) => (await db.query<OpenStatement>(`${selectOpen} AND variant_id = $1`, [variantId]))[0],
  settle: async ({ variantId }, delivery, cause) => {
    const unit = db
      .unit(cause)
      .update(StatedStock, [{ where: { variantId }, set: { settledAt: now() } }], { onlyIf: 't.settled_at IS NULL' });
    const reason = 'what the seller said to have';
    if (delivery !== undefined)
      addManualChange(unit, { type: 'StockAdjusted', at: delivery, code: 'DELIVERY', reason }, { publish, cause });
    await unit.commit();
  },
});
