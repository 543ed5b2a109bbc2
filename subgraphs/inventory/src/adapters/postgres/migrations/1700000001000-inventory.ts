import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from '@marketplace/platform';

const stock = `
  CREATE TABLE warehouses (
    id uuid PRIMARY KEY,
    code text COLLATE "C" NOT NULL UNIQUE,
    name text NOT NULL,
    country_code char(2) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  );

  -- Whose a variant is, as products told.
  CREATE TABLE variants_known (
    variant_id uuid PRIMARY KEY,
    seller_id uuid NOT NULL,
    product_id uuid NOT NULL
  );

  -- The promise is kept here: whatever a program does, more than there is cannot be promised.
  -- Neither quantity is indexed and pages keep room, so that the hottest rows are rewritten in place.
  CREATE TABLE stock_items (
    id uuid PRIMARY KEY,
    variant_id uuid NOT NULL REFERENCES variants_known,
    warehouse_id uuid NOT NULL REFERENCES warehouses,
    on_hand integer NOT NULL,
    reserved integer NOT NULL DEFAULT 0,
    -- Counts adjustments by hand, which are announced one by one; reservations do not touch it.
    version integer NOT NULL CHECK (version > 0),
    UNIQUE (variant_id, warehouse_id),
    CHECK (on_hand >= 0),
    CHECK (reserved >= 0),
    CHECK (reserved <= on_hand)
  ) WITH (fillfactor = 70);
`;

const reservations = `
  CREATE TABLE stock_reservations (
    id uuid PRIMARY KEY,
    checkout_id uuid NOT NULL UNIQUE,
    version integer NOT NULL CHECK (version > 0),
    status text NOT NULL CHECK (status IN ('RESERVED', 'CONFIRMED', 'EXPIRED', 'SHORT', 'RELEASED', 'REJECTED')),
    -- Null when nothing was ever asked for: let go before it was made.
    country_code char(2),
    expires_at timestamptz,
    -- Which lines hold: stock can be taken a second time, after the first was let go.
    round integer NOT NULL DEFAULT 0,
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
    PRIMARY KEY (reservation_id, round, stock_item_id)
  );
  ${appendOnly('stock_reservation_lines')}
`;

const movements = `
  CREATE TABLE stock_movements (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stock_item_id uuid NOT NULL REFERENCES stock_items,
    kind text NOT NULL CHECK (kind IN ('ADJUSTED', 'RESERVED', 'COMMITTED', 'RELEASED')),
    on_hand_change integer NOT NULL,
    reserved_change integer NOT NULL,
    reason text NOT NULL,
    -- The reservation; null when somebody did it by hand.
    reference_id uuid,
    changed_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (CASE kind
      WHEN 'ADJUSTED' THEN on_hand_change <> 0 AND reserved_change = 0
      WHEN 'RESERVED' THEN on_hand_change = 0 AND reserved_change > 0
      WHEN 'COMMITTED' THEN on_hand_change < 0 AND reserved_change = on_hand_change
      WHEN 'RELEASED' THEN on_hand_change = 0 AND reserved_change < 0
    END)
  );
  CREATE INDEX stock_movements_of_item ON stock_movements (stock_item_id, seq);
  ${appendOnly('stock_movements')}

  -- A mark for each write that moved a variant's stock. Marks are only ever inserted and removed, so that writers of a
  -- hot variant do not wait for each other here.
  CREATE TABLE availability_changes (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    variant_id uuid NOT NULL
  );

  CREATE TABLE availability_announced (
    variant_id uuid PRIMARY KEY,
    available integer NOT NULL CHECK (available >= 0),
    version integer NOT NULL CHECK (version > 0)
  );
`;

export class Inventory1700000001000 implements MigrationInterface {
  readonly name = 'Inventory1700000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(stock);
    await runner.query(reservations);
    await runner.query(movements);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE availability_announced, availability_changes, stock_movements, stock_reservation_lines, stock_reservations,
      stock_items, variants_known, warehouses`);
  }
}
