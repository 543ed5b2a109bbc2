import { idOf } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { OpenStatement, StatedStockRepository } from '../../application/stated-stock';
import { recordHandWork, type HandWorkPublications } from './hand-work';

type Row = { readonly variant_id: string; readonly quantity: number; readonly correlation_id: string; readonly is_kept: boolean };

const toStatement = (row: Row): OpenStatement => ({
  variantId: idOf(row.variant_id),
  quantity: row.quantity,
  correlationId: row.correlation_id,
  isKept: row.is_kept,
});

const selectOpen = `
  SELECT variant_id, quantity, correlation_id, EXISTS (SELECT FROM stock_items item WHERE item.variant_id = stated.variant_id) AS is_kept
  FROM stated_stock stated WHERE settled_at IS NULL`;

export const statedStockRepository = (db: Database, publications: HandWorkPublications): StatedStockRepository => ({
  remember: ({ variant, quantity }, cause) =>
    db
      .unit(cause)
      // As with every variant that is learnt of, it is told what there is of it.
      .add(`INSERT INTO availability_changes (variant_id) SELECT $1 WHERE NOT EXISTS (SELECT FROM variants_known WHERE variant_id = $1)`, [
        variant.variantId,
      ])
      .add(
        `INSERT INTO variants_known (variant_id, seller_id, product_id, sku) VALUES ($1, $2, $3, $4)
         ON CONFLICT (variant_id) DO NOTHING`,
        [variant.variantId, variant.sellerId, variant.productId, variant.sku],
      )
      .add('INSERT INTO stated_stock (variant_id, quantity, correlation_id) VALUES ($1, $2, $3) ON CONFLICT (variant_id) DO NOTHING', [
        variant.variantId,
        quantity,
        cause.correlationId,
      ])
      .commit(),
  firstWarehouse: async () => {
    const [row] = await db.query<{ id: string }>('SELECT id FROM warehouses ORDER BY code LIMIT 1');
    return row === undefined ? undefined : idOf(row.id);
  },
  open: async (limit) => (await db.query<Row>(`${selectOpen} ORDER BY stated_at LIMIT $1`, [limit])).map(toStatement),
  find: async (variantId) => {
    const [row] = await db.query<Row>(`${selectOpen} AND variant_id = $1`, [variantId]);
    return row === undefined ? undefined : toStatement(row);
  },
  settle: async ({ variantId }, delivery, cause) => {
    const unit = db
      .unit(cause)
      .add('UPDATE stated_stock SET settled_at = now() WHERE variant_id = $1 AND settled_at IS NULL', [variantId], 1);
    const reason = 'what the seller said to have';
    if (delivery !== undefined)
      recordHandWork(unit, { type: 'StockAdjusted', at: delivery, code: 'DELIVERY', reason }, { publications, cause });
    await unit.commit();
  },
});
