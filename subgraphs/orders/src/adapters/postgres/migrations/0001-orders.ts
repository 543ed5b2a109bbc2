import { appendOnly } from '@marketplace/platform';

export const up = `
  -- One row per checkout that requested orders. No order can be created for a cancelled or rejected one.
  CREATE TABLE checkout_orders (
    checkout_id uuid PRIMARY KEY,
    status text NOT NULL CHECK (status IN ('open', 'cancelled', 'rejected')),
    version integer NOT NULL
  );

  CREATE TABLE orders (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    -- The version of the last published event.
    announced integer NOT NULL,
    order_number text NOT NULL UNIQUE,
    checkout_id uuid NOT NULL REFERENCES checkout_orders,
    buyer_id uuid NOT NULL,
    seller_id uuid NOT NULL,
    status text NOT NULL
      CHECK (status IN ('CREATED', 'CONFIRMED', 'PLACED_FOR_CASH', 'PAID', 'SHIPPED', 'DELIVERED', 'CLOSED', 'CANCELLED')),
    order_type text NOT NULL CHECK (order_type IN ('PREPAID', 'CASH_ON_DELIVERY')),
    currency char(3) NOT NULL,
    total_amount bigint NOT NULL CHECK (total_amount >= 0),
    tax_amount bigint NOT NULL CHECK (tax_amount >= 0),
    shipping jsonb NOT NULL,
    country_code char(2) NOT NULL,
    sealed_address text NOT NULL,
    parcel_count integer NOT NULL,
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
    total_amount bigint NOT NULL CHECK (total_amount = price_snapshot * quantity),
    discount_amount bigint NOT NULL CHECK (0 <= discount_amount AND discount_amount <= total_amount),
    discounts jsonb NOT NULL,
    tax_amount bigint NOT NULL CHECK (0 <= tax_amount AND tax_amount <= total_amount - discount_amount),
    UNIQUE (order_id, position)
  );
  ${appendOnly('order_items')}

  CREATE TABLE order_payments (
    order_id uuid PRIMARY KEY REFERENCES orders,
    payment_id uuid NOT NULL,
    amount bigint NOT NULL,
    status text NOT NULL CHECK (status IN ('CAPTURED', 'CASH_DUE')),
    created_at timestamptz NOT NULL
  );

  CREATE TABLE order_shipments (
    order_id uuid NOT NULL REFERENCES orders,
    shipment_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('planned', 'dispatched', 'delivered')),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (order_id, shipment_id)
  );
`;

export const down = `DROP TABLE order_shipments, order_payments, order_items, orders, checkout_orders`;
