import { appendOnly } from '@marketplace/platform';

export const up = `
  CREATE TABLE promotions (
    id uuid PRIMARY KEY,
    -- Null for a promotion of the platform.
    seller_id uuid,
    version integer NOT NULL CHECK (version > 0),
    status text NOT NULL CHECK (status IN ('DRAFT', 'ACTIVE', 'PAUSED', 'EXPIRED', 'ARCHIVED')),
    funded_by text NOT NULL CHECK (funded_by IN ('PLATFORM', 'SELLER')),
    needs_coupon boolean NOT NULL,
    label text NOT NULL CHECK (char_length(label) BETWEEN 1 AND 100),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz,
    terms jsonb NOT NULL,
    -- The limit that is reached, once the event is published.
    exhausted text CHECK (exhausted IN ('uses', 'budget')),
    -- True when the promotion needs no coupon and no segment.
    is_public boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK (seller_id IS NULL OR funded_by = 'SELLER'),
    CHECK (ends_at IS NULL OR ends_at > starts_at)
  );
  CREATE INDEX promotions_of_seller ON promotions (seller_id, id);
  CREATE INDEX promotions_active ON promotions (id) WHERE status = 'ACTIVE' AND NOT needs_coupon;
  CREATE INDEX promotions_ending ON promotions (ends_at) WHERE status IN ('DRAFT', 'ACTIVE', 'PAUSED') AND ends_at IS NOT NULL;

  CREATE TABLE coupons (
    id uuid PRIMARY KEY,
    promotion_id uuid NOT NULL REFERENCES promotions,
    code text COLLATE "C" NOT NULL UNIQUE CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{2,39}$'),
    version integer NOT NULL CHECK (version > 0),
    status text NOT NULL CHECK (status IN ('ACTIVE', 'DISABLED')),
    max_uses integer CHECK (max_uses > 0),
    max_uses_per_buyer integer CHECK (max_uses_per_buyer > 0),
    starts_at timestamptz,
    ends_at timestamptz,
    -- The idempotency key of the request that created the coupon.
    order_key text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX coupons_of_promotion ON coupons (promotion_id, id);

  -- The uses of promotions and coupons: by all buyers (buyer_id is zero), and by each buyer where that is limited.
  -- The constraints guarantee that no more uses are reserved and spent than the limits allow. Columns that change are
  -- not indexed and pages keep free space, so that hot rows are updated in place.
  -- First orders are counted like the uses of a promotion, under a separate ID (src/domain/counts.ts).
  CREATE TABLE use_counts (
    subject_id uuid NOT NULL,
    buyer_id uuid NOT NULL,
    max_uses integer,
    held integer NOT NULL DEFAULT 0 CHECK (held >= 0),
    consumed integer NOT NULL DEFAULT 0 CHECK (consumed >= 0),
    budget bigint,
    spent_held bigint NOT NULL DEFAULT 0 CHECK (spent_held >= 0),
    spent_consumed bigint NOT NULL DEFAULT 0 CHECK (spent_consumed >= 0),
    PRIMARY KEY (subject_id, buyer_id),
    CONSTRAINT uses_within_limit CHECK (held + consumed <= max_uses),
    CONSTRAINT spending_within_budget CHECK (spent_held + spent_consumed <= budget)
  ) WITH (fillfactor = 60);

  CREATE TABLE discount_usages (
    checkout_id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    -- The version of the last published event.
    announced integer NOT NULL,
    status text NOT NULL CHECK (status IN ('HELD', 'CONSUMED', 'EXPIRED', 'REJECTED', 'RELEASED')),
    expires_at timestamptz,
    -- The quoted discounts; null when there is no quote.
    quote jsonb,
    rejected_code text,
    rejected_reason text,
    -- Consumed after expiry, when others had taken the uses. Not part of the counts.
    over_limit boolean NOT NULL DEFAULT false,
    correlation_id text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK (status IN ('REJECTED', 'RELEASED') OR (quote IS NOT NULL AND expires_at IS NOT NULL)),
    CHECK (status <> 'REJECTED' OR (rejected_code IS NOT NULL AND rejected_reason IS NOT NULL))
  );
  CREATE INDEX discount_usages_expiring ON discount_usages (expires_at) WHERE status = 'HELD';

  -- The contribution of each usage to each count.
  CREATE TABLE discount_usage_parts (
    checkout_id uuid NOT NULL REFERENCES discount_usages,
    subject_id uuid NOT NULL,
    buyer_id uuid NOT NULL,
    spent bigint NOT NULL CHECK (spent >= 0),
    PRIMARY KEY (checkout_id, subject_id, buyer_id)
  );
  CREATE INDEX discount_usage_parts_of_count ON discount_usage_parts (subject_id, buyer_id);
  ${appendOnly('discount_usage_parts')}

  -- The discounts that were granted. They are recorded, never recalculated.
  CREATE TABLE coupon_redemptions (
    checkout_id uuid NOT NULL REFERENCES discount_usages,
    -- No foreign keys, because every checkout would lock the row of a popular promotion.
    promotion_id uuid NOT NULL,
    coupon_id uuid,
    buyer_id uuid NOT NULL,
    funded_by text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    currency char(3) NOT NULL,
    over_limit boolean NOT NULL,
    redeemed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (checkout_id, promotion_id)
  );
  CREATE INDEX coupon_redemptions_of_promotion ON coupon_redemptions (promotion_id, redeemed_at);
  ${appendOnly('coupon_redemptions')}

  -- Checkouts that are paid, or will be paid on delivery. A buyer with a row has had the first order.
  CREATE TABLE paid_checkouts (
    checkout_id uuid PRIMARY KEY,
    buyer_id uuid NOT NULL
  );
  CREATE INDEX paid_checkouts_of_buyer ON paid_checkouts (buyer_id);

  CREATE TABLE buyer_segments (
    user_id uuid NOT NULL,
    segment text NOT NULL,
    added_by text NOT NULL,
    added_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, segment)
  );
  CREATE INDEX buyer_segments_by_name ON buyer_segments (segment);

  -- Codes that did not apply, for any reason. Deleted after an hour.
  CREATE TABLE coupon_attempts (
    user_id uuid NOT NULL,
    code text NOT NULL,
    attempted_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, code)
  );
  CREATE INDEX coupon_attempts_by_time ON coupon_attempts (attempted_at);

  -- The category of each product and all its ancestors, from the last product event.
  CREATE TABLE products_known (
    product_id uuid PRIMARY KEY,
    version integer NOT NULL,
    category_ids uuid[] NOT NULL
  );

  -- The path from the root to each category that has moved. It is combined with the categories in product events, so the
  -- order of the events does not matter.
  CREATE TABLE categories_moved (
    category_id uuid PRIMARY KEY,
    version integer NOT NULL,
    path uuid[] NOT NULL CHECK (path[cardinality(path)] = category_id)
  );
`;

export const down = `DROP TABLE categories_moved, products_known, coupon_attempts, buyer_segments, paid_checkouts, coupon_redemptions,
  discount_usage_parts, discount_usages, use_counts, coupons, promotions`;
