import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from '@marketplace/platform';

export class Orders1700000001000 implements MigrationInterface {
  readonly name = 'Orders1700000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One row per checkout that asked for orders; a cancelled or rejected one never gets any.
      CREATE TABLE checkout_orders (
        checkout_id uuid PRIMARY KEY,
        status text NOT NULL CHECK (status IN ('open', 'cancelled', 'rejected')),
        version integer NOT NULL
      );

      CREATE TABLE orders (
        id uuid PRIMARY KEY,
        version integer NOT NULL CHECK (version > 0),
        order_number text NOT NULL UNIQUE,
        checkout_id uuid NOT NULL REFERENCES checkout_orders,
        buyer_id uuid NOT NULL,
        seller_id uuid NOT NULL,
        status text NOT NULL CHECK (status IN ('CREATED', 'CONFIRMED', 'PAID', 'SHIPPED', 'DELIVERED', 'CLOSED', 'CANCELLED')),
        order_type text NOT NULL DEFAULT 'PREPAID' CHECK (order_type IN ('PREPAID')),
        currency char(3) NOT NULL,
        total_amount bigint NOT NULL CHECK (total_amount >= 0),
        tax_amount bigint NOT NULL CHECK (tax_amount >= 0),
        shipping jsonb NOT NULL,
        country_code char(2) NOT NULL,
        sealed_address text NOT NULL,
        parcel_count integer NOT NULL DEFAULT 0,
        cancel_reason text,
        created_at timestamptz NOT NULL,
        delivered_at timestamptz,
        updated_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (checkout_id, seller_id)
      );
      CREATE INDEX orders_of_buyer ON orders (buyer_id, id DESC);
      CREATE INDEX orders_of_seller ON orders (seller_id, id DESC);
      CREATE INDEX orders_unpaid ON orders (created_at) WHERE status IN ('CREATED', 'CONFIRMED');
      CREATE INDEX orders_delivered ON orders (delivered_at) WHERE status = 'DELIVERED';

      CREATE TABLE order_items (
        id uuid PRIMARY KEY,
        order_id uuid NOT NULL REFERENCES orders,
        position integer NOT NULL,
        product_snapshot_json jsonb NOT NULL,
        price_snapshot bigint NOT NULL CHECK (price_snapshot >= 0),
        quantity integer NOT NULL CHECK (quantity > 0),
        total_amount bigint NOT NULL,
        tax_amount bigint NOT NULL,
        CHECK (total_amount = price_snapshot * quantity),
        UNIQUE (order_id, position)
      );
      ${appendOnly('order_items')}

      CREATE TABLE order_status_history (
        order_id uuid NOT NULL REFERENCES orders,
        version integer NOT NULL,
        event_type text NOT NULL,
        event jsonb NOT NULL,
        from_status text,
        to_status text NOT NULL,
        reason text,
        changed_by text NOT NULL,
        changed_at timestamptz NOT NULL,
        PRIMARY KEY (order_id, version)
      );
      ${appendOnly('order_status_history')}

      CREATE TABLE order_payments (
        order_id uuid PRIMARY KEY REFERENCES orders,
        payment_id uuid NOT NULL,
        amount bigint NOT NULL,
        status text NOT NULL,
        created_at timestamptz NOT NULL
      );

      CREATE TABLE order_shipments (
        order_id uuid NOT NULL REFERENCES orders,
        shipment_id uuid NOT NULL,
        status text NOT NULL CHECK (status IN ('planned', 'dispatched', 'delivered')),
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (order_id, shipment_id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE order_shipments, order_payments, order_status_history, order_items, orders, checkout_orders');
  }
}
