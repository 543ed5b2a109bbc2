import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from '@marketplace/platform';

const payments = `
  -- A payment that was voided or refused before its terms arrived has no buyer and no amount.
  CREATE TABLE payment_intents (
    id uuid PRIMARY KEY,
    checkout_id uuid NOT NULL UNIQUE,
    version integer NOT NULL CHECK (version > 0),
    status text NOT NULL CHECK (status IN
      ('REQUESTED', 'ACTION_REQUIRED', 'AUTHORIZED', 'CAPTURING', 'CAPTURED', 'REFUNDED', 'VOIDING', 'FAILED', 'VOIDED')),
    buyer_id uuid,
    amount bigint CHECK (amount > 0),
    currency char(3),
    gateway text NOT NULL,
    idempotency_key text NOT NULL UNIQUE,
    provider_reference text UNIQUE,
    action_url text,
    failure_code text,
    hold_kind text CHECK (hold_kind IN ('nothing', 'unclear', 'held', 'taken', 'returned')),
    hold_amount bigint,
    captured_amount bigint NOT NULL DEFAULT 0,
    refunded_amount bigint NOT NULL DEFAULT 0,
    sealed_method text,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    correlation_id text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((buyer_id IS NULL) = (amount IS NULL) AND (amount IS NULL) = (currency IS NULL)),
    CHECK (buyer_id IS NOT NULL OR status IN ('FAILED', 'VOIDED')),
    CHECK (0 <= refunded_amount AND refunded_amount <= captured_amount AND captured_amount <= coalesce(amount, 0)),
    CHECK ((status IN ('CAPTURED', 'REFUNDED')) = (captured_amount > 0)),
    CHECK ((status IN ('FAILED', 'VOIDING', 'VOIDED')) = (hold_kind IS NOT NULL))
  );
  CREATE INDEX payment_intents_due ON payment_intents (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

  CREATE TABLE payment_orders (
    order_id uuid PRIMARY KEY,
    payment_id uuid NOT NULL REFERENCES payment_intents,
    position integer NOT NULL,
    seller_id uuid NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    cancelled boolean NOT NULL DEFAULT false,
    in_capture boolean NOT NULL DEFAULT false,
    refunded_amount bigint NOT NULL DEFAULT 0,
    released boolean NOT NULL DEFAULT false,
    UNIQUE (payment_id, position),
    CHECK (0 <= refunded_amount AND refunded_amount <= amount),
    CHECK (in_capture OR (refunded_amount = 0 AND NOT released))
  );

  -- Orders that were cancelled before any payment knew them.
  CREATE TABLE cancelled_orders (order_id uuid PRIMARY KEY, noted_at timestamptz NOT NULL DEFAULT now());

  CREATE TABLE payment_history (
    payment_id uuid NOT NULL REFERENCES payment_intents,
    version integer NOT NULL,
    event_type text NOT NULL,
    event jsonb NOT NULL,
    to_status text NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (payment_id, version)
  );

  -- Each call to the provider and what came of it.
  CREATE TABLE payment_attempts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    payment_id uuid NOT NULL REFERENCES payment_intents,
    kind text NOT NULL,
    idempotency_key text NOT NULL,
    outcome text NOT NULL,
    detail text,
    attempted_at timestamptz NOT NULL
  );
  CREATE INDEX payment_attempts_of_payment ON payment_attempts (payment_id);

  CREATE TABLE refunds (
    id uuid PRIMARY KEY,
    payment_id uuid NOT NULL REFERENCES payment_intents,
    order_id uuid NOT NULL REFERENCES payment_orders,
    amount bigint NOT NULL CHECK (amount > 0),
    currency char(3) NOT NULL,
    reason text NOT NULL,
    requested_at timestamptz NOT NULL
  );
  CREATE INDEX refunds_of_payment ON refunds (payment_id);

  CREATE TABLE payment_transactions (
    id uuid PRIMARY KEY,
    payment_id uuid NOT NULL REFERENCES payment_intents,
    gateway_transaction_id text,
    type text NOT NULL CHECK (type IN ('AUTHORIZATION', 'CAPTURE', 'VOID', 'REFUND')),
    status text NOT NULL CHECK (status IN ('SUCCEEDED', 'FAILED')),
    amount bigint NOT NULL CHECK (amount > 0),
    currency char(3) NOT NULL,
    refund_id uuid UNIQUE REFERENCES refunds,
    created_at timestamptz NOT NULL
  );
  CREATE INDEX payment_transactions_of_payment ON payment_transactions (payment_id);
  CREATE INDEX payment_transactions_at_gateway ON payment_transactions (gateway_transaction_id) WHERE type = 'CAPTURE';
`;

const books = `
  CREATE TABLE ledger_transactions (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    reference_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (reference_id, kind)
  );

  CREATE TABLE ledgers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id uuid NOT NULL REFERENCES ledger_transactions,
    account text NOT NULL,
    debit bigint NOT NULL CHECK (debit >= 0),
    credit bigint NOT NULL CHECK (credit >= 0),
    currency char(3) NOT NULL,
    reference_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    CHECK ((debit = 0) <> (credit = 0))
  );
  CREATE INDEX ledgers_of_transaction ON ledgers (transaction_id);
  CREATE INDEX ledgers_by_account ON ledgers (account text_pattern_ops, currency);

  CREATE FUNCTION ledger_must_balance() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    checked uuid;
  BEGIN
    IF TG_TABLE_NAME = 'ledgers' THEN checked := NEW.transaction_id; ELSE checked := NEW.id; END IF;
    IF NOT EXISTS (SELECT 1 FROM ledgers WHERE transaction_id = checked) THEN
      RAISE EXCEPTION 'ledger transaction % has no entries', checked USING ERRCODE = 'MP003';
    END IF;
    IF EXISTS (SELECT 1 FROM ledgers WHERE transaction_id = checked GROUP BY currency HAVING sum(debit) <> sum(credit)) THEN
      RAISE EXCEPTION 'ledger transaction % does not balance', checked USING ERRCODE = 'MP003';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER ledger_transactions_balance AFTER INSERT ON ledger_transactions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_must_balance();
  CREATE CONSTRAINT TRIGGER ledgers_balance AFTER INSERT ON ledgers
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_must_balance();
`;

const providerMessages = `
  CREATE TABLE payment_webhooks (event_id text PRIMARY KEY, event_type text NOT NULL, received_at timestamptz NOT NULL DEFAULT now());
  CREATE INDEX payment_webhooks_by_time ON payment_webhooks (received_at);

  -- Up to where the jobs that read the provider's books have come.
  CREATE TABLE provider_watermarks (job text PRIMARY KEY, done_until timestamptz NOT NULL);
`;

const facts = [
  'cancelled_orders',
  'payment_history',
  'payment_attempts',
  'refunds',
  'payment_transactions',
  'ledger_transactions',
  'ledgers',
];

export class Payments1700000001000 implements MigrationInterface {
  readonly name = 'Payments1700000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query([payments, books, providerMessages, ...facts.map(appendOnly)].join('\n'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE provider_watermarks, payment_webhooks, ledgers, ledger_transactions, payment_transactions, refunds, payment_attempts, payment_history,
        cancelled_orders, payment_orders, payment_intents;
      DROP FUNCTION ledger_must_balance();
    `);
  }
}
