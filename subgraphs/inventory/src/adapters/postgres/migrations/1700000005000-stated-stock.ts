import type { MigrationInterface, QueryRunner } from 'typeorm';

export class StatedStock1700000005000 implements MigrationInterface {
  readonly name = 'StatedStock1700000005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- How much a seller said to have of a variant when it joined the catalogue: booked once, if nobody keeps stock of it yet.
      CREATE TABLE stated_stock (
        variant_id uuid PRIMARY KEY REFERENCES variants_known,
        quantity integer NOT NULL CHECK (quantity > 0),
        correlation_id text NOT NULL,
        stated_at timestamptz NOT NULL DEFAULT now(),
        settled_at timestamptz
      );
      CREATE INDEX stated_stock_open ON stated_stock (stated_at) WHERE settled_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE stated_stock');
  }
}
