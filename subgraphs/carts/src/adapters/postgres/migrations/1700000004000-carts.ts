import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Carts1700000004000 implements MigrationInterface {
  readonly name = 'Carts1700000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE carts (
        id uuid PRIMARY KEY,
        version integer NOT NULL CHECK (version > 0),
        status text NOT NULL CHECK (status IN ('OPEN', 'FROZEN', 'CLOSED', 'MERGED')),
        user_id uuid,
        token_hash text UNIQUE,
        checkout_id uuid,
        merged_into uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CHECK ((user_id IS NULL) <> (token_hash IS NULL)),
        CHECK ((status IN ('FROZEN', 'CLOSED')) = (checkout_id IS NOT NULL)),
        CHECK ((status = 'MERGED') = (merged_into IS NOT NULL))
      );
      CREATE UNIQUE INDEX carts_one_per_user ON carts (user_id) WHERE status IN ('OPEN', 'FROZEN');
      CREATE UNIQUE INDEX carts_one_per_checkout ON carts (checkout_id);
      CREATE INDEX carts_disposable ON carts (updated_at) WHERE user_id IS NULL OR status = 'CLOSED';

      CREATE TABLE cart_items (
        id uuid PRIMARY KEY,
        cart_id uuid NOT NULL REFERENCES carts ON DELETE CASCADE,
        product_id uuid NOT NULL,
        variant_id uuid NOT NULL,
        quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 999),
        seen_amount bigint NOT NULL CHECK (seen_amount >= 0),
        seen_currency char(3) NOT NULL,
        added_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (cart_id, variant_id)
      );

      -- What was done for a checkout; later than its cart, so that nothing late is mistaken for something new.
      CREATE TABLE cart_checkouts (
        checkout_id uuid PRIMARY KEY,
        cart_id uuid NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('FROZEN', 'REJECTED', 'RELEASED', 'CLOSED')),
        version integer NOT NULL CHECK (version > 0),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX cart_checkouts_ended ON cart_checkouts (updated_at) WHERE outcome <> 'FROZEN';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE cart_checkouts, cart_items, carts');
  }
}
