import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables that every context has: outbox, inbox, dead letters, idempotency keys, jobs; and the guards they share. */
export class PlatformTables1700000000000 implements MigrationInterface {
  readonly name = 'PlatformTables1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION expect_rows(actual bigint, expected bigint) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        IF actual <> expected THEN
          RAISE EXCEPTION 'expected % rows, wrote %', expected, actual USING ERRCODE = 'MP001';
        END IF;
      END $$;

      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'MP002';
      END $$;

      CREATE TABLE outbox_events (
        seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id uuid NOT NULL UNIQUE,
        subject text NOT NULL,
        aggregate_type text NOT NULL,
        aggregate_id uuid NOT NULL,
        aggregate_version integer NOT NULL,
        event_type text NOT NULL,
        payload json NOT NULL,
        created_at timestamptz NOT NULL,
        published_at timestamptz,
        stream_seq bigint,
        stream_created text,
        attempts integer NOT NULL DEFAULT 0,
        quarantined_at timestamptz,
        last_error text,
        UNIQUE (aggregate_type, aggregate_id, aggregate_version)
      );
      CREATE INDEX outbox_unpublished ON outbox_events (seq) WHERE published_at IS NULL AND quarantined_at IS NULL;
      CREATE INDEX outbox_by_stream ON outbox_events (stream_created, stream_seq) WHERE published_at IS NOT NULL;

      CREATE TABLE inbox (
        consumer text NOT NULL,
        message_id uuid NOT NULL,
        processed_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (consumer, message_id)
      );
      CREATE INDEX inbox_by_time ON inbox (processed_at);

      CREATE TABLE dead_letters (
        id uuid PRIMARY KEY,
        consumer text NOT NULL,
        subject text NOT NULL,
        event_type text NOT NULL,
        aggregate_id text NOT NULL,
        payload json NOT NULL,
        error text NOT NULL,
        failed_at timestamptz NOT NULL DEFAULT now(),
        replayed_at timestamptz
      );

      CREATE TABLE idempotency_keys (
        scope text NOT NULL,
        key text NOT NULL,
        request_hash text NOT NULL,
        aggregate_id uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (scope, key)
      );
      CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at);

      CREATE TABLE jobs (
        name text PRIMARY KEY,
        due_at timestamptz NOT NULL,
        last_run_at timestamptz,
        last_handled integer,
        last_error text
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE jobs, idempotency_keys, dead_letters, inbox, outbox_events;
      DROP FUNCTION refuse_change();
      DROP FUNCTION expect_rows(bigint, bigint);
    `);
  }
}

/** SQL that makes a table append-only for every role: changes and deletions are refused by the database itself. */
export const appendOnly = (table: string): string => `
  CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
`;
