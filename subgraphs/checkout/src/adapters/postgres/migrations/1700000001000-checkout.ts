import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, sagaTables } from '@marketplace/platform';

export class Checkout1700000001000 implements MigrationInterface {
  readonly name = 'Checkout1700000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${sagaTables({ sagas: 'checkout_sessions', steps: 'checkout_steps' })}
      ${appendOnly('checkout_steps')}
      ALTER TABLE checkout_sessions ADD COLUMN user_id uuid NOT NULL, ADD COLUMN cart_id uuid NOT NULL;
      CREATE INDEX checkout_sessions_of_user ON checkout_sessions (user_id, id DESC);

      CREATE TABLE checkout_failures (
        session_id uuid NOT NULL,
        version integer NOT NULL,
        reason text NOT NULL,
        details jsonb NOT NULL,
        failed_at timestamptz NOT NULL,
        PRIMARY KEY (session_id, version)
      );
      ${appendOnly('checkout_failures')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE checkout_failures, checkout_steps, checkout_sessions');
  }
}
