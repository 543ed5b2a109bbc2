import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CheckoutAlerts1700000002000 implements MigrationInterface {
  readonly name = 'CheckoutAlerts1700000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Of which standstill operators were told, so that each is told of once.
      CREATE TABLE checkout_alerts (
        session_id uuid NOT NULL,
        since timestamptz NOT NULL,
        told_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (session_id, since)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE checkout_alerts');
  }
}
