import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cash on delivery, platform discounts, and several payments for one checkout of which one can take money. */
export class MethodsAndRetries1700000002000 implements MigrationInterface {
  readonly name = 'MethodsAndRetries1700000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE payment_intents
        DROP CONSTRAINT payment_intents_checkout_id_key,
        DROP CONSTRAINT payment_intents_status_check,
        DROP CONSTRAINT payment_intents_amount_check,
        DROP CONSTRAINT payment_intents_check3,
        ADD COLUMN method text NOT NULL DEFAULT 'CARD' CHECK (method IN ('CARD', 'CASH_ON_DELIVERY')),
        -- The version of the last event that others have heard of.
        ADD COLUMN announced integer NOT NULL DEFAULT 0,
        -- When the provider was last asked for the buyer's confirmation.
        ADD COLUMN checked_at timestamptz,
        -- Discounts can leave nothing to pay.
        ADD CONSTRAINT payment_intents_amount_check CHECK (amount >= 0),
        ADD CONSTRAINT payment_intents_status_check CHECK (status IN ('REQUESTED', 'ACTION_REQUIRED', 'AUTHORIZED', 'CAPTURING', 'CAPTURED',
          'REFUNDED', 'VOIDING', 'FAILED', 'VOIDED', 'PROMISED', 'CASH_DUE', 'COLLECTED')),
        ADD CONSTRAINT payment_intents_captured_check
          CHECK (captured_amount = 0 OR status IN ('CAPTURED', 'REFUNDED', 'CASH_DUE', 'COLLECTED')),
        ADD CONSTRAINT payment_intents_cash_check
          CHECK (method = 'CASH_ON_DELIVERY' OR status NOT IN ('PROMISED', 'CASH_DUE', 'COLLECTED'));
      UPDATE payment_intents p SET announced = coalesce(
        (SELECT max(aggregate_version) FROM outbox_events o WHERE o.aggregate_type = 'Payment' AND o.aggregate_id = p.id), 0);
      CREATE UNIQUE INDEX payment_intents_current ON payment_intents (checkout_id) WHERE status NOT IN ('FAILED', 'VOIDING', 'VOIDED');
      CREATE INDEX payment_intents_unconfirmed ON payment_intents (updated_at) WHERE status = 'ACTION_REQUIRED';

      ALTER TABLE refunds DROP CONSTRAINT refunds_order_id_fkey;
      ALTER TABLE payment_orders
        DROP CONSTRAINT payment_orders_pkey,
        DROP CONSTRAINT payment_orders_amount_check,
        ADD PRIMARY KEY (payment_id, order_id),
        ADD CONSTRAINT payment_orders_amount_check CHECK (amount >= 0),
        ADD COLUMN platform_discount bigint NOT NULL DEFAULT 0 CHECK (platform_discount >= 0),
        ADD COLUMN collected boolean NOT NULL DEFAULT false,
        ADD CONSTRAINT payment_orders_collected_check CHECK (in_capture OR NOT collected);
      CREATE INDEX payment_orders_of_order ON payment_orders (order_id);
      ALTER TABLE refunds ADD FOREIGN KEY (payment_id, order_id) REFERENCES payment_orders (payment_id, order_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE refunds DROP CONSTRAINT refunds_payment_id_order_id_fkey;
      DROP INDEX payment_orders_of_order;
      ALTER TABLE payment_orders
        DROP CONSTRAINT payment_orders_collected_check,
        DROP COLUMN collected,
        DROP COLUMN platform_discount,
        DROP CONSTRAINT payment_orders_amount_check,
        DROP CONSTRAINT payment_orders_pkey,
        ADD PRIMARY KEY (order_id),
        ADD CONSTRAINT payment_orders_amount_check CHECK (amount > 0);
      ALTER TABLE refunds ADD FOREIGN KEY (order_id) REFERENCES payment_orders;

      DROP INDEX payment_intents_unconfirmed;
      DROP INDEX payment_intents_current;
      ALTER TABLE payment_intents
        DROP CONSTRAINT payment_intents_cash_check,
        DROP CONSTRAINT payment_intents_captured_check,
        DROP CONSTRAINT payment_intents_status_check,
        DROP CONSTRAINT payment_intents_amount_check,
        DROP COLUMN checked_at,
        DROP COLUMN announced,
        DROP COLUMN method,
        ADD CONSTRAINT payment_intents_amount_check CHECK (amount > 0),
        ADD CONSTRAINT payment_intents_status_check CHECK (status IN ('REQUESTED', 'ACTION_REQUIRED', 'AUTHORIZED', 'CAPTURING', 'CAPTURED',
          'REFUNDED', 'VOIDING', 'FAILED', 'VOIDED')),
        ADD CONSTRAINT payment_intents_check3 CHECK ((status IN ('CAPTURED', 'REFUNDED')) = (captured_amount > 0)),
        ADD UNIQUE (checkout_id);
    `);
  }
}
