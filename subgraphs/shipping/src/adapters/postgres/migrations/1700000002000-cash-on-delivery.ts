import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a courier collects when it hands a shipment over; nothing where the order was paid before. */
export class CashOnDelivery1700000002000 implements MigrationInterface {
  readonly name = 'CashOnDelivery1700000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE shipments
        ADD COLUMN cash_amount bigint CHECK (cash_amount >= 0),
        ADD COLUMN cash_currency char(3),
        ADD CONSTRAINT shipments_cash_check CHECK ((cash_amount IS NULL) = (cash_currency IS NULL));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE shipments DROP CONSTRAINT shipments_cash_check, DROP COLUMN cash_currency, DROP COLUMN cash_amount');
  }
}
