import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from './platform-tables';

/** Where published events go when the stream has forgotten them: the source of replays, for as long as the context lives. */
export class OutboxHistory1700000000100 implements MigrationInterface {
  readonly name = 'OutboxHistory1700000000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outbox_history (
        seq bigint PRIMARY KEY,
        id uuid NOT NULL UNIQUE,
        subject text NOT NULL,
        aggregate_type text NOT NULL,
        aggregate_id uuid NOT NULL,
        aggregate_version integer NOT NULL,
        payload json NOT NULL,
        created_at timestamptz NOT NULL,
        UNIQUE (aggregate_type, aggregate_id, aggregate_version)
      );
      ${appendOnly('outbox_history')}
      CREATE INDEX outbox_by_age ON outbox_events (published_at) WHERE published_at IS NOT NULL;

      -- Every event there ever was, in the order of the outbox.
      CREATE VIEW outbox_all AS
        SELECT seq, subject, aggregate_type, aggregate_id, payload FROM outbox_history
        UNION ALL
        SELECT seq, subject, aggregate_type, aggregate_id, payload FROM outbox_events;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW outbox_all; DROP INDEX outbox_by_age; DROP TABLE outbox_history');
  }
}
