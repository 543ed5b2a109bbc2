import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CatalogueCopy1700000004001 implements MigrationInterface {
  readonly name = 'CatalogueCopy1700000004001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A product that was withdrawn before it was ever described has a version and nothing else.
      CREATE TABLE catalogue_products (
        product_id uuid PRIMARY KEY,
        version integer NOT NULL,
        published boolean NOT NULL,
        seller_id uuid,
        title text,
        image_url text,
        CHECK (NOT published OR (seller_id IS NOT NULL AND title IS NOT NULL))
      );

      CREATE TABLE catalogue_variants (
        variant_id uuid PRIMARY KEY,
        product_id uuid NOT NULL REFERENCES catalogue_products,
        sku text NOT NULL,
        options jsonb NOT NULL,
        weight_grams integer NOT NULL CHECK (weight_grams > 0)
      );
      CREATE INDEX catalogue_variants_of_product ON catalogue_variants (product_id);

      CREATE TABLE catalogue_prices (
        variant_id uuid PRIMARY KEY,
        version integer NOT NULL,
        amount bigint NOT NULL CHECK (amount >= 0),
        currency char(3) NOT NULL
      );

      CREATE TABLE catalogue_availability (
        variant_id uuid PRIMARY KEY,
        version integer NOT NULL,
        available integer NOT NULL CHECK (available >= 0)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE catalogue_availability, catalogue_prices, catalogue_variants, catalogue_products');
  }
}
