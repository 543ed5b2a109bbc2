import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ProductAvailability1700000003000 implements MigrationInterface {
  readonly name = 'ProductAvailability1700000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX variants_known_product ON variants_known (product_id);
      -- What was never there cannot be back, nor run low. Whatever was told of before had stock once.
      ALTER TABLE availability_announced ADD COLUMN had_stock boolean NOT NULL DEFAULT true;
      -- Whoever listens to availability knows of every variant from now on, also of those that never had any stock.
      INSERT INTO availability_changes (variant_id)
      SELECT variant_id FROM variants_known WHERE variant_id NOT IN (SELECT variant_id FROM availability_announced);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE availability_announced DROP COLUMN had_stock;
      DROP INDEX variants_known_product;
    `);
  }
}
