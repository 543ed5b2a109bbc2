import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PricesPerCurrency1700000004003 implements MigrationInterface {
  readonly name = 'PricesPerCurrency1700000004003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE catalogue_currency_prices (
        variant_id uuid NOT NULL,
        currency char(3) NOT NULL,
        version integer NOT NULL,
        amount bigint NOT NULL CHECK (amount >= 0),
        PRIMARY KEY (variant_id, currency)
      );
      INSERT INTO catalogue_currency_prices (variant_id, currency, version, amount)
        SELECT variant_id, currency, version, amount FROM catalogue_prices;

      -- The currency that a product was priced in first: what is put into an empty cart is in it.
      ALTER TABLE catalogue_variants ADD COLUMN base_currency char(3);
      UPDATE catalogue_variants v SET base_currency = p.currency FROM catalogue_prices p WHERE p.variant_id = v.variant_id;

      -- catalogue_prices stays for replicas of the release before, which write it until they are replaced; nothing reads it here.
      COMMENT ON TABLE catalogue_prices IS 'to be dropped by the release after the one that brought catalogue_currency_prices';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE catalogue_variants DROP COLUMN base_currency; DROP TABLE catalogue_currency_prices');
  }
}
