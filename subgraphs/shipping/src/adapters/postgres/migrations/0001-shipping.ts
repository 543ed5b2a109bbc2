import { appendOnly } from '@marketplace/platform';

export const up = `
  -- One answer per checkout: the quoted prices, or the rejection.
  CREATE TABLE shipping_quotes (
    checkout_id uuid PRIMARY KEY,
    answer jsonb NOT NULL,
    quoted_at timestamptz NOT NULL DEFAULT now()
  );

  -- One row per checkout with an event from orders or inventory. Its version detects concurrent writers.
  CREATE TABLE reservation_allocations (
    checkout_id uuid PRIMARY KEY,
    version integer NOT NULL,
    allocations jsonb
  );

  CREATE TABLE shipment_plans (
    order_id uuid PRIMARY KEY,
    checkout_id uuid NOT NULL REFERENCES reservation_allocations,
    order_paid jsonb NOT NULL,
    planned_at timestamptz
  );
  CREATE INDEX shipment_plans_of_checkout ON shipment_plans (checkout_id);

  CREATE TABLE shipments (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    -- The version of the last published event.
    announced integer NOT NULL,
    order_id uuid NOT NULL,
    checkout_id uuid NOT NULL,
    seller_id uuid NOT NULL,
    buyer_id uuid NOT NULL,
    warehouse_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('CREATED', 'LABELLED', 'DISPATCHED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY',
      'DELIVERY_ATTEMPTED', 'DELIVERED', 'FAILED', 'CANCELLED')),
    carrier text NOT NULL,
    service text NOT NULL CHECK (service IN ('STANDARD', 'EXPRESS')),
    tracking_number text,
    label_url text,
    sealed_address text NOT NULL,
    estimated_from timestamptz NOT NULL,
    estimated_to timestamptz NOT NULL,
    last_sequence integer NOT NULL DEFAULT 0,
    failed_deliveries integer NOT NULL DEFAULT 0,
    end_reason text,
    correlation_id text NOT NULL,
    -- The cash that the courier collects on delivery; null when the order is already paid.
    cash_amount bigint CHECK (cash_amount >= 0),
    cash_currency char(3),
    created_at timestamptz NOT NULL,
    shipped_at timestamptz,
    delivered_at timestamptz,
    -- The time of the next label request. Not part of the state, so it does not change the version.
    next_attempt_at timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    last_error text,
    -- The time of the last change or carrier query.
    checked_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (carrier, tracking_number),
    CHECK (estimated_from <= estimated_to),
    CHECK ((cash_amount IS NULL) = (cash_currency IS NULL)),
    CHECK (status IN ('CREATED', 'CANCELLED') OR (tracking_number IS NOT NULL AND label_url IS NOT NULL)),
    CHECK (status IN ('CREATED', 'LABELLED', 'CANCELLED') OR shipped_at IS NOT NULL),
    CHECK ((status = 'DELIVERED') = (delivered_at IS NOT NULL))
  );
  CREATE INDEX shipments_of_order ON shipments (order_id);
  CREATE INDEX shipments_unlabelled ON shipments (next_attempt_at) WHERE status = 'CREATED';
  CREATE INDEX shipments_under_way ON shipments (checked_at)
    WHERE status IN ('LABELLED', 'DISPATCHED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERY_ATTEMPTED');

  CREATE TABLE shipment_items (
    shipment_id uuid NOT NULL REFERENCES shipments,
    order_item_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    position integer NOT NULL,
    PRIMARY KEY (shipment_id, order_item_id)
  );
  ${appendOnly('shipment_items')}

  CREATE TABLE packages (
    shipment_id uuid NOT NULL REFERENCES shipments,
    position integer NOT NULL,
    weight_grams integer NOT NULL CHECK (weight_grams > 0),
    contents jsonb NOT NULL,
    PRIMARY KEY (shipment_id, position)
  );
  ${appendOnly('packages')}

  -- Scans reported by carriers. The key ensures that each scan is recorded once, by webhook or by query.
  CREATE TABLE shipment_events (
    carrier text NOT NULL,
    source_event_id text NOT NULL,
    shipment_id uuid NOT NULL REFERENCES shipments,
    -- The version of the shipment after the scan.
    sequence integer NOT NULL,
    status text NOT NULL,
    location text,
    description text,
    occurred_at timestamptz NOT NULL,
    PRIMARY KEY (carrier, source_event_id),
    UNIQUE (shipment_id, sequence)
  );
  ${appendOnly('shipment_events')}

  CREATE TABLE delivery_attempts (
    shipment_id uuid NOT NULL REFERENCES shipments,
    attempt integer NOT NULL CHECK (attempt > 0),
    attempted_at timestamptz NOT NULL,
    location text,
    description text,
    PRIMARY KEY (shipment_id, attempt)
  );
  ${appendOnly('delivery_attempts')}

  -- Original messages of carriers.
  CREATE TABLE carrier_webhooks (
    carrier text NOT NULL,
    event_id text NOT NULL,
    tracking_number text NOT NULL,
    body text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (carrier, event_id)
  );

  -- The health of each carrier integration. Credentials are in the environment, never here.
  CREATE TABLE carrier_integrations (
    carrier_name text PRIMARY KEY,
    api_endpoint text NOT NULL,
    last_success_at timestamptz,
    last_failure_at timestamptz,
    last_error text
  );
`;

export const down = `
  DROP TABLE carrier_integrations, carrier_webhooks, delivery_attempts, shipment_events, packages, shipment_items, shipments, shipment_plans,
    reservation_allocations, shipping_quotes
`;
