import type { MigrationInterface, QueryRunner } from 'typeorm';

export class StockUnits1700000004000 implements MigrationInterface {
  readonly name = 'StockUnits1700000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What warehouses call a variant where that is not its SKU; null until its seller says so.
      ALTER TABLE variants_known ADD COLUMN stock_unit text;
      CREATE INDEX variants_known_stock_unit ON variants_known (stock_unit) WHERE stock_unit IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE variants_known DROP COLUMN stock_unit');
  }
}
