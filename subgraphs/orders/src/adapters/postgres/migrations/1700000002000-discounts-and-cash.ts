import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What comes off a line, and orders that are paid at the door. */
export class DiscountsAndCash1700000002000 implements MigrationInterface {
  readonly name = 'DiscountsAndCash1700000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE orders DROP CONSTRAINT orders_order_type_check;
      ALTER TABLE orders ADD CONSTRAINT orders_order_type_check CHECK (order_type IN ('PREPAID', 'CASH_ON_DELIVERY'));
      -- The version of the last event that others have heard of.
      ALTER TABLE orders ADD COLUMN announced integer NOT NULL DEFAULT 0;
      UPDATE orders o SET announced = coalesce(
        (SELECT max(aggregate_version) FROM outbox_events e WHERE e.aggregate_type = 'Order' AND e.aggregate_id = o.id), 0);
      ALTER TABLE order_items ADD COLUMN discount_amount bigint NOT NULL DEFAULT 0;
      ALTER TABLE order_items ADD COLUMN discounts jsonb NOT NULL DEFAULT '[]';
      ALTER TABLE order_items ADD CONSTRAINT order_items_discount_check
        CHECK (0 <= discount_amount AND discount_amount <= total_amount AND 0 <= tax_amount AND tax_amount <= total_amount - discount_amount);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE order_items DROP CONSTRAINT order_items_discount_check, DROP COLUMN discounts, DROP COLUMN discount_amount;
      ALTER TABLE orders DROP COLUMN announced;
      ALTER TABLE orders DROP CONSTRAINT orders_order_type_check;
      ALTER TABLE orders ADD CONSTRAINT orders_order_type_check CHECK (order_type IN ('PREPAID'));
    `);
  }
}
