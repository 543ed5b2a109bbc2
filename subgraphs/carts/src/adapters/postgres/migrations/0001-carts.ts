export const up = `
  CREATE TABLE carts (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    -- The version of the last event that other contexts have received; 0 if none.
    announced integer NOT NULL CHECK (announced <= version),
    status text NOT NULL CHECK (status IN ('OPEN', 'FROZEN', 'CLOSED', 'MERGED')),
    user_id uuid,
    token_hash text UNIQUE,
    checkout_id uuid UNIQUE,
    merged_into uuid,
    country_code char(2),
    shipping_option_ids jsonb NOT NULL,
    frozen_at timestamptz,
    abandoned_version integer,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((user_id IS NULL) <> (token_hash IS NULL)),
    CHECK ((status IN ('FROZEN', 'CLOSED')) = (checkout_id IS NOT NULL)),
    CHECK ((status = 'MERGED') = (merged_into IS NOT NULL)),
    CHECK ((status = 'FROZEN') = (frozen_at IS NOT NULL))
  );
  CREATE UNIQUE INDEX carts_one_per_user ON carts (user_id) WHERE status IN ('OPEN', 'FROZEN');
  CREATE INDEX carts_disposable ON carts (updated_at) WHERE user_id IS NULL OR status = 'CLOSED';
  CREATE INDEX carts_frozen ON carts (frozen_at) WHERE status = 'FROZEN';
  CREATE INDEX carts_left ON carts (updated_at)
    WHERE status = 'OPEN' AND user_id IS NOT NULL AND abandoned_version IS DISTINCT FROM version;

  CREATE TABLE cart_items (
    id uuid PRIMARY KEY,
    cart_id uuid NOT NULL REFERENCES carts ON DELETE CASCADE,
    product_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 999),
    seen_amount bigint NOT NULL CHECK (seen_amount >= 0),
    seen_currency char(3) NOT NULL,
    shown_amount bigint NOT NULL CHECK (shown_amount >= 0),
    saved boolean NOT NULL,
    added_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (cart_id, variant_id, saved)
  );

  CREATE TABLE cart_coupons (
    cart_id uuid NOT NULL REFERENCES carts ON DELETE CASCADE,
    code text NOT NULL CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{2,39}$'),
    seq bigint GENERATED ALWAYS AS IDENTITY,
    applied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (cart_id, code)
  );

  CREATE TABLE coupon_attempts (
    user_id uuid NOT NULL,
    code text NOT NULL,
    attempted_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, code)
  );
  CREATE INDEX coupon_attempts_old ON coupon_attempts (attempted_at);

  -- It is kept longer than its cart, so it does not refer to it.
  CREATE TABLE cart_checkouts (
    checkout_id uuid PRIMARY KEY,
    cart_id uuid NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('FROZEN', 'REJECTED', 'RELEASED', 'FORGOTTEN', 'CLOSED')),
    held jsonb,
    version integer NOT NULL CHECK (version > 0),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((outcome = 'FORGOTTEN') = (held IS NOT NULL))
  );
  CREATE INDEX cart_checkouts_ended ON cart_checkouts (updated_at) WHERE outcome <> 'FROZEN';

  CREATE TABLE catalogue_products (
    product_id uuid PRIMARY KEY,
    version integer NOT NULL,
    published boolean NOT NULL,
    seller_id uuid,
    title text,
    image_url text,
    CHECK (NOT published OR (seller_id IS NOT NULL AND title IS NOT NULL))
  );

  CREATE TABLE catalogue_variants (
    variant_id uuid PRIMARY KEY,
    product_id uuid NOT NULL REFERENCES catalogue_products,
    sku text NOT NULL,
    options jsonb NOT NULL,
    weight_grams integer NOT NULL CHECK (weight_grams > 0),
    base_currency char(3) NOT NULL
  );
  CREATE INDEX catalogue_variants_of_product ON catalogue_variants (product_id);

  -- Prices and stock may be known before the listing that first names their variant, so they do not refer to it.
  CREATE TABLE catalogue_prices (
    variant_id uuid NOT NULL,
    currency char(3) NOT NULL,
    version integer NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (variant_id, currency)
  );

  CREATE TABLE catalogue_availability (
    variant_id uuid PRIMARY KEY,
    version integer NOT NULL,
    available integer NOT NULL CHECK (available >= 0)
  );
`;

export const down = `
  DROP TABLE catalogue_availability, catalogue_prices, catalogue_variants, catalogue_products, cart_checkouts, coupon_attempts, cart_coupons,
    cart_items, carts
`;
