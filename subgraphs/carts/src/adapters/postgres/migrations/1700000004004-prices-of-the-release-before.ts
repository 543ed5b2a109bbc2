import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PricesOfTheReleaseBefore1700000004004 implements MigrationInterface {
  readonly name = 'PricesOfTheReleaseBefore1700000004004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Replicas of the release before hear of some prices until they are replaced, and write them where they know to: what they
      -- hear nobody else is told of. It goes away with catalogue_prices.
      CREATE FUNCTION take_over_catalogue_price() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO catalogue_currency_prices (variant_id, currency, version, amount)
        VALUES (NEW.variant_id, NEW.currency, NEW.version, NEW.amount)
        ON CONFLICT (variant_id, currency) DO UPDATE SET version = excluded.version, amount = excluded.amount
        WHERE catalogue_currency_prices.version < excluded.version;
        RETURN NULL;
      END $$;
      CREATE TRIGGER catalogue_prices_taken_over AFTER INSERT OR UPDATE ON catalogue_prices FOR EACH ROW
        EXECUTE FUNCTION take_over_catalogue_price();
      -- What they wrote since the prices were copied.
      UPDATE catalogue_prices SET version = version;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER catalogue_prices_taken_over ON catalogue_prices; DROP FUNCTION take_over_catalogue_price()');
  }
}
