import { appendOnly } from '@marketplace/platform';

const stock = `
  CREATE TABLE warehouses (
    id uuid PRIMARY KEY,
    code text COLLATE "C" NOT NULL UNIQUE,
    name text NOT NULL,
    country_code char(2) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  );

  CREATE TABLE variants_known (
    variant_id uuid PRIMARY KEY,
    seller_id uuid NOT NULL,
    product_id uuid NOT NULL,
    sku text NOT NULL,
    -- The name that warehouses use for the variant, if it is not the SKU.
    stock_unit text
  );
  CREATE INDEX variants_known_product ON variants_known (product_id);
  CREATE INDEX variants_known_sku ON variants_known (sku);
  CREATE INDEX variants_known_stock_unit ON variants_known (stock_unit) WHERE stock_unit IS NOT NULL;

  -- The constraints prevent overselling by any writer. Units that are reserved before they arrive have a column and a limit of
  -- their own. No quantity is indexed and pages keep free space, so that the hottest rows are updated in place.
  CREATE TABLE stock_items (
    id uuid PRIMARY KEY,
    variant_id uuid NOT NULL REFERENCES variants_known,
    warehouse_id uuid NOT NULL REFERENCES warehouses,
    on_hand integer NOT NULL,
    reserved integer NOT NULL DEFAULT 0,
    backordered integer NOT NULL DEFAULT 0,
    backorder_limit integer NOT NULL DEFAULT 0,
    version integer NOT NULL CHECK (version > 0),
    UNIQUE (variant_id, warehouse_id),
    CHECK (on_hand >= 0),
    CHECK (0 <= reserved AND reserved <= on_hand),
    CHECK (0 <= backordered AND backordered <= backorder_limit)
  ) WITH (fillfactor = 70);
  CREATE INDEX stock_items_waited_for ON stock_items (id) WHERE backordered > 0;
  CREATE INDEX stock_items_of_warehouse ON stock_items (warehouse_id, variant_id);

  -- A writer that finds too little stock retries with a new read. A violated constraint is a fault, with another code.
  CREATE FUNCTION stock_falls_short() RETURNS integer LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'not enough stock for the change' USING ERRCODE = 'MP001';
  END $$;

  CREATE TABLE stock_policies (
    variant_id uuid PRIMARY KEY REFERENCES variants_known,
    low_stock_threshold integer NOT NULL CHECK (low_stock_threshold >= 0),
    version integer NOT NULL CHECK (version > 0),
    updated_at timestamptz NOT NULL DEFAULT now()
  );

  CREATE TABLE stated_stock (
    variant_id uuid PRIMARY KEY REFERENCES variants_known,
    quantity integer NOT NULL CHECK (quantity > 0),
    correlation_id text NOT NULL,
    stated_at timestamptz NOT NULL DEFAULT now(),
    settled_at timestamptz
  );
  CREATE INDEX stated_stock_open ON stated_stock (stated_at) WHERE settled_at IS NULL;
`;

const reservations = `
  CREATE TABLE stock_reservations (
    id uuid PRIMARY KEY,
    checkout_id uuid NOT NULL UNIQUE,
    version integer NOT NULL CHECK (version > 0),
    -- The version of the last event that other contexts have received.
    announced integer NOT NULL,
    status text NOT NULL CHECK (status IN ('RESERVED', 'BACKORDERED', 'CONFIRMED', 'EXPIRED', 'SHORT', 'RELEASED', 'REJECTED')),
    -- Null if nothing was reserved.
    country_code char(2),
    expires_at timestamptz,
    -- The version of the event whose lines are current; 0 for none. A reservation gets new lines when it is allocated again or a
    -- backorder is filled.
    round integer NOT NULL,
    correlation_id text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK (status IN ('RELEASED', 'REJECTED') OR (country_code IS NOT NULL AND expires_at IS NOT NULL AND round > 0))
  );
  CREATE INDEX stock_reservations_expiring ON stock_reservations (expires_at) WHERE status = 'RESERVED';
  CREATE INDEX stock_reservations_short ON stock_reservations (id) WHERE status = 'SHORT';

  CREATE TABLE stock_reservation_lines (
    reservation_id uuid NOT NULL REFERENCES stock_reservations,
    round integer NOT NULL CHECK (round > 0),
    stock_item_id uuid NOT NULL REFERENCES stock_items,
    variant_id uuid NOT NULL,
    warehouse_id uuid NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    backordered integer NOT NULL CHECK (0 <= backordered AND backordered <= quantity),
    PRIMARY KEY (reservation_id, round, stock_item_id)
  );
  CREATE INDEX stock_reservation_lines_waiting ON stock_reservation_lines (stock_item_id, reservation_id) WHERE backordered > 0;
  ${appendOnly('stock_reservation_lines')}
`;

const movements = `
  CREATE TABLE stock_movements (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stock_item_id uuid NOT NULL REFERENCES stock_items,
    kind text NOT NULL,
    on_hand_change integer NOT NULL,
    reserved_change integer NOT NULL,
    backordered_change integer NOT NULL,
    reason text NOT NULL,
    reason_code text CHECK (reason_code IN ('DELIVERY', 'RETURN', 'DAMAGE', 'LOSS', 'CORRECTION', 'OTHER')),
    -- The reservation or transfer, if any.
    reference_id uuid,
    changed_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (CASE kind
      WHEN 'ADJUSTED' THEN on_hand_change <> 0 AND reserved_change = 0 AND backordered_change = 0
      WHEN 'COUNTED' THEN reserved_change = 0 AND backordered_change = 0
      WHEN 'TRANSFERRED_OUT' THEN on_hand_change < 0 AND reserved_change = 0 AND backordered_change = 0
      WHEN 'TRANSFERRED_IN' THEN on_hand_change > 0 AND reserved_change = 0 AND backordered_change = 0
      WHEN 'RESERVED' THEN on_hand_change = 0 AND reserved_change > 0 AND backordered_change = 0
      WHEN 'BACKORDERED' THEN on_hand_change = 0 AND reserved_change = 0 AND backordered_change > 0
      WHEN 'FILLED' THEN on_hand_change = 0 AND reserved_change > 0 AND backordered_change = -reserved_change
      WHEN 'COMMITTED' THEN on_hand_change < 0 AND reserved_change = on_hand_change AND backordered_change = 0
      WHEN 'RELEASED' THEN on_hand_change = 0 AND reserved_change <= 0 AND backordered_change <= 0 AND reserved_change + backordered_change < 0
      ELSE false
    END)
  );
  CREATE INDEX stock_movements_of_item ON stock_movements (stock_item_id, seq);
  CREATE INDEX stock_movements_of_transfer ON stock_movements (reference_id) WHERE kind IN ('TRANSFERRED_OUT', 'TRANSFERRED_IN');
  ${appendOnly('stock_movements')}

  -- Rows are only inserted and deleted, so that concurrent writers of a hot variant do not wait for each other.
  CREATE TABLE availability_changes (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    variant_id uuid NOT NULL
  );

  CREATE TABLE availability_announced (
    variant_id uuid PRIMARY KEY,
    available integer NOT NULL CHECK (available >= 0),
    in_stock integer NOT NULL,
    is_low boolean NOT NULL,
    -- A variant that was never in stock is neither back in stock nor low.
    had_stock boolean NOT NULL,
    version integer NOT NULL CHECK (version > 0)
  );
`;

const feeds = `
  -- The kind of feed of a warehouse. Its address comes from the configuration, never from a client.
  CREATE TABLE warehouse_feeds (
    warehouse_id uuid PRIMARY KEY REFERENCES warehouses,
    kind text NOT NULL CHECK (kind IN ('FILE', 'HTTP')),
    set_by text NOT NULL,
    set_at timestamptz NOT NULL,
    read_at timestamptz,
    error text,
    unreadable integer NOT NULL DEFAULT 0
  );

  CREATE TABLE warehouse_differences (
    id uuid PRIMARY KEY,
    warehouse_id uuid NOT NULL REFERENCES warehouses,
    variant_id uuid NOT NULL REFERENCES variants_known,
    on_hand integer NOT NULL CHECK (on_hand >= 0),
    counted integer NOT NULL CHECK (counted >= 0 AND counted <> on_hand),
    found_at timestamptz NOT NULL,
    UNIQUE (warehouse_id, variant_id)
  );
`;

export const up = `${stock} ${reservations} ${movements} ${feeds}`;

export const down = `
  DROP TABLE warehouse_differences, warehouse_feeds, availability_announced, availability_changes, stock_movements,
    stock_reservation_lines, stock_reservations, stated_stock, stock_policies, stock_items, variants_known, warehouses;
  DROP FUNCTION stock_falls_short()`;
