import type { MigrationInterface, QueryRunner } from 'typeorm';

const backorders = `
  -- Pieces that are promised and not there yet are counted beside what lies on the shelf: neither promise can exceed its bound.
  ALTER TABLE stock_items
    ADD COLUMN backordered integer NOT NULL DEFAULT 0,
    ADD COLUMN backorder_limit integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT stock_items_backordered CHECK (backordered >= 0 AND backordered <= backorder_limit);
  CREATE INDEX stock_items_waited_for ON stock_items (id) WHERE backordered > 0;
  CREATE INDEX stock_items_of_warehouse ON stock_items (warehouse_id, variant_id);

  ALTER TABLE stock_reservation_lines
    ADD COLUMN backordered integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT stock_reservation_lines_backordered CHECK (backordered >= 0 AND backordered <= quantity);
  CREATE INDEX stock_reservation_lines_waiting ON stock_reservation_lines (stock_item_id, reservation_id) WHERE backordered > 0;

  ALTER TABLE stock_reservations
    DROP CONSTRAINT stock_reservations_status_check,
    ADD CONSTRAINT stock_reservations_status_check
      CHECK (status IN ('RESERVED', 'BACKORDERED', 'CONFIRMED', 'EXPIRED', 'SHORT', 'RELEASED', 'REJECTED'));

  -- Whoever finds too little starts over: told apart from a broken constraint, which is a fault.
  CREATE FUNCTION stock_falls_short() RETURNS integer LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'the stock cannot bear the change' USING ERRCODE = 'MP001';
  END $$;
`;

const movements = `
  ALTER TABLE stock_movements
    ADD COLUMN backordered_change integer NOT NULL DEFAULT 0,
    ADD COLUMN reason_code text CHECK (reason_code IN ('DELIVERY', 'RETURN', 'DAMAGE', 'LOSS', 'CORRECTION', 'OTHER')),
    DROP CONSTRAINT stock_movements_kind_check,
    DROP CONSTRAINT stock_movements_check,
    ADD CONSTRAINT stock_movements_change CHECK (CASE kind
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
    END);
  CREATE INDEX stock_movements_of_transfer ON stock_movements (reference_id) WHERE kind IN ('TRANSFERRED_OUT', 'TRANSFERRED_IN');
`;

const policies = `
  -- Where and how many may be backordered stands on the stock item itself, under the constraint that keeps it.
  CREATE TABLE stock_policies (
    variant_id uuid PRIMARY KEY REFERENCES variants_known,
    low_stock_threshold integer NOT NULL CHECK (low_stock_threshold >= 0),
    version integer NOT NULL CHECK (version > 0),
    updated_at timestamptz NOT NULL DEFAULT now()
  );

  -- What was told beside the quantity; null where it was told before there was more to tell.
  ALTER TABLE availability_announced ADD COLUMN in_stock integer, ADD COLUMN is_low boolean;
`;

const feeds = `
  -- What a warehouse's own system may call a variant; null for those heard of before it was learnt.
  ALTER TABLE variants_known ADD COLUMN sku text;
  CREATE INDEX variants_known_sku ON variants_known (sku);

  -- Which kind of feed is read for a warehouse; where it lies is the configuration's to say, never a client's.
  CREATE TABLE warehouse_feeds (
    warehouse_id uuid PRIMARY KEY REFERENCES warehouses,
    kind text NOT NULL CHECK (kind IN ('FILE', 'HTTP')),
    set_by text NOT NULL,
    set_at timestamptz NOT NULL DEFAULT now(),
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

export class StockKeeping1700000002000 implements MigrationInterface {
  readonly name = 'StockKeeping1700000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(backorders);
    await runner.query(movements);
    await runner.query(policies);
    await runner.query(feeds);
  }

  /** Only as long as nothing has been written that the tables did not hold before. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE warehouse_differences, warehouse_feeds, stock_policies;
      DROP FUNCTION stock_falls_short();
      ALTER TABLE variants_known DROP COLUMN sku;
      ALTER TABLE availability_announced DROP COLUMN in_stock, DROP COLUMN is_low;
      DROP INDEX stock_movements_of_transfer, stock_items_of_warehouse;
      ALTER TABLE stock_movements DROP CONSTRAINT stock_movements_change, DROP COLUMN backordered_change, DROP COLUMN reason_code,
        ADD CONSTRAINT stock_movements_kind_check CHECK (kind IN ('ADJUSTED', 'RESERVED', 'COMMITTED', 'RELEASED')),
        ADD CONSTRAINT stock_movements_check CHECK (CASE kind
          WHEN 'ADJUSTED' THEN on_hand_change <> 0 AND reserved_change = 0
          WHEN 'RESERVED' THEN on_hand_change = 0 AND reserved_change > 0
          WHEN 'COMMITTED' THEN on_hand_change < 0 AND reserved_change = on_hand_change
          WHEN 'RELEASED' THEN on_hand_change = 0 AND reserved_change < 0
        END);
      ALTER TABLE stock_reservation_lines DROP COLUMN backordered;
      ALTER TABLE stock_items DROP COLUMN backordered, DROP COLUMN backorder_limit;
      ALTER TABLE stock_reservations DROP CONSTRAINT stock_reservations_status_check,
        ADD CONSTRAINT stock_reservations_status_check CHECK (status IN ('RESERVED', 'CONFIRMED', 'EXPIRED', 'SHORT', 'RELEASED', 'REJECTED'));
    `);
  }
}
