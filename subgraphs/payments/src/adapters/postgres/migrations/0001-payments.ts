import { appendOnly } from '@marketplace/platform';

const payments = `
  -- A payment that was voided or refused before its request arrived has no buyer and no amount.
  CREATE TABLE payment_intents (
    id uuid PRIMARY KEY,
    -- A checkout may have several payments; at most one of them can take money.
    checkout_id uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    -- The version of the last event that other contexts have received.
    announced integer NOT NULL DEFAULT 0,
    status text NOT NULL CHECK (status IN ('REQUESTED', 'ACTION_REQUIRED', 'AUTHORIZED', 'CAPTURING', 'CAPTURED', 'REFUNDED',
      'VOIDING', 'FAILED', 'VOIDED', 'PROMISED', 'CASH_DUE', 'COLLECTED')),
    buyer_id uuid,
    -- Discounts can reduce the amount to zero.
    amount bigint CHECK (amount >= 0),
    currency char(3),
    method text NOT NULL DEFAULT 'CARD' CHECK (method IN ('CARD', 'CASH_ON_DELIVERY')),
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
    -- The last time that the provider was queried for the buyer's confirmation.
    checked_at timestamptz,
    correlation_id text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((buyer_id IS NULL) = (amount IS NULL) AND (amount IS NULL) = (currency IS NULL)),
    CHECK (buyer_id IS NOT NULL OR status IN ('FAILED', 'VOIDED')),
    CHECK (0 <= refunded_amount AND refunded_amount <= captured_amount AND captured_amount <= coalesce(amount, 0)),
    CHECK (captured_amount = 0 OR status IN ('CAPTURED', 'REFUNDED', 'CASH_DUE', 'COLLECTED')),
    CHECK (method = 'CASH_ON_DELIVERY' OR status NOT IN ('PROMISED', 'CASH_DUE', 'COLLECTED')),
    CHECK ((status IN ('FAILED', 'VOIDING', 'VOIDED')) = (hold_kind IS NOT NULL))
  );
  CREATE INDEX payment_intents_due ON payment_intents (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
  CREATE UNIQUE INDEX payment_intents_current ON payment_intents (checkout_id) WHERE status NOT IN ('FAILED', 'VOIDING', 'VOIDED');
  CREATE INDEX payment_intents_unconfirmed ON payment_intents (updated_at) WHERE status = 'ACTION_REQUIRED';

  CREATE TABLE payment_orders (
    payment_id uuid NOT NULL REFERENCES payment_intents,
    order_id uuid NOT NULL,
    position integer NOT NULL,
    seller_id uuid NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    platform_discount bigint NOT NULL DEFAULT 0 CHECK (platform_discount >= 0),
    cancelled boolean NOT NULL DEFAULT false,
    in_capture boolean NOT NULL DEFAULT false,
    collected boolean NOT NULL DEFAULT false,
    refunded_amount bigint NOT NULL DEFAULT 0,
    released boolean NOT NULL DEFAULT false,
    PRIMARY KEY (payment_id, order_id),
    UNIQUE (payment_id, position),
    CHECK (0 <= refunded_amount AND refunded_amount <= amount),
    CHECK (in_capture OR (refunded_amount = 0 AND NOT released AND NOT collected))
  );
  CREATE INDEX payment_orders_of_order ON payment_orders (order_id);

  -- Orders that were cancelled while no payment could take money for them.
  CREATE TABLE cancelled_orders (order_id uuid PRIMARY KEY, noted_at timestamptz NOT NULL DEFAULT now());
  ${appendOnly('cancelled_orders')}

  -- Each call to the provider and its outcome.
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
  ${appendOnly('payment_attempts')}

  CREATE TABLE refunds (
    id uuid PRIMARY KEY,
    payment_id uuid NOT NULL REFERENCES payment_intents,
    order_id uuid NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    currency char(3) NOT NULL,
    reason text NOT NULL,
    requested_at timestamptz NOT NULL,
    FOREIGN KEY (payment_id, order_id) REFERENCES payment_orders (payment_id, order_id)
  );
  CREATE INDEX refunds_of_payment ON refunds (payment_id);
  ${appendOnly('refunds')}

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
  ${appendOnly('payment_transactions')}
`;

const books = `
  CREATE TABLE ledger_transactions (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    reference_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (reference_id, kind)
  );
  ${appendOnly('ledger_transactions')}

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
  ${appendOnly('ledgers')}

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

  -- The end of the period that each job has processed at the provider.
  CREATE TABLE provider_watermarks (job text PRIMARY KEY, done_until timestamptz NOT NULL);
`;

export const up = [payments, books, providerMessages].join('\n');

export const down = `
  DROP TABLE provider_watermarks, payment_webhooks, ledgers, ledger_transactions, payment_transactions, refunds, payment_attempts,
    cancelled_orders, payment_orders, payment_intents;
  DROP FUNCTION ledger_must_balance();
`;
