import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CouponsAndSavedLines1700000004002 implements MigrationInterface {
  readonly name = 'CouponsAndSavedLines1700000004002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE carts
        ADD COLUMN country_code char(2),
        ADD COLUMN shipping_option_ids jsonb NOT NULL DEFAULT '[]',
        -- The last version that was announced, so that the relay knows what an announcement follows.
        ADD COLUMN announced_version integer NOT NULL DEFAULT 0 CHECK (announced_version <= version),
        ADD COLUMN frozen_at timestamptz,
        -- The version that was looked at as abandoned; a cart that is touched has another one.
        ADD COLUMN abandoned_version integer;
      UPDATE carts SET frozen_at = updated_at WHERE status = 'FROZEN';
      ALTER TABLE carts ADD CHECK ((status = 'FROZEN') = (frozen_at IS NOT NULL));
      CREATE INDEX carts_frozen ON carts (frozen_at) WHERE status = 'FROZEN';
      CREATE INDEX carts_left ON carts (updated_at)
        WHERE status = 'OPEN' AND user_id IS NOT NULL AND abandoned_version IS DISTINCT FROM version;

      ALTER TABLE cart_items
        ADD COLUMN saved boolean NOT NULL DEFAULT false,
        ADD COLUMN shown_amount bigint CHECK (shown_amount >= 0),
        DROP CONSTRAINT cart_items_cart_id_variant_id_key,
        ADD UNIQUE (cart_id, variant_id, saved);
      UPDATE cart_items SET shown_amount = seen_amount;
      ALTER TABLE cart_items ALTER COLUMN shown_amount SET NOT NULL;

      CREATE TABLE cart_coupons (
        cart_id uuid NOT NULL REFERENCES carts ON DELETE CASCADE,
        code text NOT NULL CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{2,39}$'),
        seq bigint GENERATED ALWAYS AS IDENTITY,
        applied_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (cart_id, code)
      );

      -- Which codes users have tried lately: whoever tries too many is looking for what was given to others.
      CREATE TABLE coupon_attempts (
        user_id uuid NOT NULL,
        code text NOT NULL,
        attempted_at timestamptz NOT NULL,
        PRIMARY KEY (user_id, code)
      );
      CREATE INDEX coupon_attempts_old ON coupon_attempts (attempted_at);

      ALTER TABLE cart_checkouts
        DROP CONSTRAINT cart_checkouts_outcome_check,
        ADD CONSTRAINT cart_checkouts_outcome_check CHECK (outcome IN ('FROZEN', 'REJECTED', 'RELEASED', 'FORGOTTEN', 'CLOSED')),
        -- What a cart held that was given back unasked: if it is paid for after all, this much is taken out of it.
        ADD COLUMN held jsonb,
        ADD CHECK ((outcome = 'FORGOTTEN') = (held IS NOT NULL));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE cart_checkouts SET outcome = 'RELEASED', held = NULL WHERE outcome = 'FORGOTTEN';
      ALTER TABLE cart_checkouts
        DROP COLUMN held,
        DROP CONSTRAINT cart_checkouts_outcome_check,
        ADD CONSTRAINT cart_checkouts_outcome_check CHECK (outcome IN ('FROZEN', 'REJECTED', 'RELEASED', 'CLOSED'));
      DROP TABLE coupon_attempts, cart_coupons;
      DELETE FROM cart_items WHERE saved;
      ALTER TABLE cart_items DROP COLUMN saved, DROP COLUMN shown_amount, ADD UNIQUE (cart_id, variant_id);
      ALTER TABLE carts DROP COLUMN country_code, DROP COLUMN shipping_option_ids, DROP COLUMN announced_version,
        DROP COLUMN frozen_at, DROP COLUMN abandoned_version;
    `);
  }
}
