import { appendOnly } from './migration';

/** Creates the tables of every context (outbox, inbox, dead letters, idempotency keys, jobs, history) and their guard functions. */
export const up = `
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

  -- Published events that the stream has forgotten: the source of replays, for as long as the context lives.
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

  CREATE TABLE history (
    aggregate_type text NOT NULL,
    aggregate_id uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    event_type text NOT NULL,
    event jsonb NOT NULL,
    status_before text,
    status_after text,
    actor text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (aggregate_type, aggregate_id, version)
  );
  ${appendOnly('history')}
`;

export const down = `
  DROP TABLE history;
  DROP VIEW outbox_all;
  DROP TABLE outbox_history, jobs, idempotency_keys, dead_letters, inbox, outbox_events;
  DROP FUNCTION refuse_change();
  DROP FUNCTION expect_rows(bigint, bigint);
`;
