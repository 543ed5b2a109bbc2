const categories = `
  CREATE TABLE categories (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    parent_id uuid REFERENCES categories,
    name text NOT NULL CHECK (name <> ''),
    slug text NOT NULL UNIQUE,
    -- All IDs from the root to the category itself.
    path uuid[] NOT NULL CHECK (path[array_length(path, 1)] = id),
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (parent_id IS NOT DISTINCT FROM path[array_length(path, 1) - 1])
  );
  CREATE INDEX categories_below ON categories USING gin (path);

  -- Every change of the tree compares its version: two concurrent moves could create a cycle.
  CREATE TABLE category_tree (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    version integer NOT NULL CHECK (version > 0)
  );
  INSERT INTO category_tree (version) VALUES (1);
`;

const products = `
  -- Sellers as published by accounts. Only approved ones can publish products.
  CREATE TABLE sellers_known (
    seller_id uuid PRIMARY KEY,
    name text NOT NULL,
    approved_at timestamptz
  );

  CREATE TABLE products (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    -- The version of the last published event.
    announced integer NOT NULL,
    seller_id uuid NOT NULL,
    slug text NOT NULL UNIQUE,
    title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 200),
    description text NOT NULL CHECK (char_length(description) <= 10000),
    language text NOT NULL CHECK (language ~ '^[a-z]{2,3}$'),
    brand text CHECK (char_length(brand) BETWEEN 1 AND 100),
    tags text[] NOT NULL CHECK (cardinality(tags) <= 100),
    category_id uuid NOT NULL REFERENCES categories,
    status text NOT NULL CHECK (status IN ('DRAFT', 'PUBLISHED', 'UNPUBLISHED', 'ARCHIVED')),
    -- The currency of the first price.
    currency char(3),
    first_published_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (id, seller_id),
    CHECK (status NOT IN ('PUBLISHED', 'UNPUBLISHED') OR first_published_at IS NOT NULL)
  );

  CREATE TABLE product_variants (
    id uuid PRIMARY KEY,
    product_id uuid NOT NULL,
    seller_id uuid NOT NULL,
    position integer NOT NULL CHECK (position BETWEEN 0 AND 99),
    sku text NOT NULL,
    options jsonb NOT NULL,
    -- Equal for variants with the same options.
    options_key text NOT NULL,
    weight_grams integer NOT NULL CHECK (weight_grams > 0),
    stock_unit text CHECK (char_length(stock_unit) BETWEEN 1 AND 64),
    FOREIGN KEY (product_id, seller_id) REFERENCES products (id, seller_id),
    UNIQUE (seller_id, sku),
    UNIQUE (product_id, options_key),
    UNIQUE (product_id, position)
  );
  -- A stock unit identifies one variant of a seller.
  CREATE UNIQUE INDEX product_variants_stock_unit ON product_variants (seller_id, stock_unit) WHERE stock_unit IS NOT NULL;

  CREATE TABLE product_images (
    product_id uuid NOT NULL REFERENCES products,
    position integer NOT NULL CHECK (position BETWEEN 0 AND 19),
    url text NOT NULL CHECK (url ~* '^https?://'),
    alt text NOT NULL,
    PRIMARY KEY (product_id, position)
  );

  CREATE TABLE product_attributes (
    product_id uuid NOT NULL REFERENCES products,
    position integer NOT NULL,
    name text NOT NULL,
    value text NOT NULL,
    type text NOT NULL CHECK (type IN ('TEXT', 'NUMBER', 'BOOLEAN')),
    unit text,
    searchable boolean NOT NULL,
    PRIMARY KEY (product_id, position),
    CONSTRAINT product_attributes_value CHECK (CASE type
      WHEN 'NUMBER' THEN value ~ '^-?[0-9]{1,15}([.][0-9]{1,6})?$'
      WHEN 'BOOLEAN' THEN value IN ('true', 'false') AND unit IS NULL
      ELSE unit IS NULL
    END)
  );
`;

const prices = `
  CREATE EXTENSION IF NOT EXISTS btree_gist;

  -- The current and former prices of variants. The open row is the current price; closing it is the only change allowed.
  CREATE TABLE product_pricing (
    product_id uuid NOT NULL REFERENCES products,
    variant_id uuid NOT NULL REFERENCES product_variants,
    amount bigint NOT NULL CHECK (amount > 0),
    compare_at_amount bigint CHECK (compare_at_amount > amount),
    currency char(3) NOT NULL,
    effective_from timestamptz NOT NULL,
    effective_to timestamptz CHECK (effective_to > effective_from),
    PRIMARY KEY (variant_id, currency, effective_from),
    -- Checked at the end of the statement that closes one row and opens the next.
    CONSTRAINT product_pricing_one_current UNIQUE NULLS NOT DISTINCT (variant_id, currency, effective_to) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT product_pricing_one_at_a_time EXCLUDE USING gist
      (variant_id WITH =, currency WITH =, tstzrange(effective_from, effective_to) WITH &&) DEFERRABLE INITIALLY IMMEDIATE
  );
  CREATE TRIGGER product_pricing_only_closes BEFORE UPDATE ON product_pricing FOR EACH ROW
    WHEN (OLD.effective_to IS NOT NULL OR (NEW.product_id, NEW.variant_id, NEW.amount, NEW.compare_at_amount, NEW.currency, NEW.effective_from)
      IS DISTINCT FROM (OLD.product_id, OLD.variant_id, OLD.amount, OLD.compare_at_amount, OLD.currency, OLD.effective_from))
    EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER product_pricing_keeps BEFORE DELETE ON product_pricing FOR EACH ROW EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER product_pricing_no_truncate BEFORE TRUNCATE ON product_pricing FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

  CREATE TABLE product_price_schedules (
    id uuid PRIMARY KEY,
    product_id uuid NOT NULL REFERENCES products,
    variant_id uuid NOT NULL REFERENCES product_variants,
    amount bigint NOT NULL CHECK (amount > 0),
    compare_at_amount bigint CHECK (compare_at_amount > amount),
    currency char(3) NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz CHECK (ends_at > starts_at),
    status text NOT NULL CHECK (status IN ('WAITING', 'RUNNING', 'ENDED', 'CANCELLED')),
    -- The previous price, which returns at the end.
    former_amount bigint,
    former_compare_at_amount bigint,
    -- The time of the next transition; null when the schedule is closed.
    due_at timestamptz,
    created_at timestamptz NOT NULL,
    closed_at timestamptz,
    CHECK ((status IN ('WAITING', 'RUNNING')) = (due_at IS NOT NULL)),
    CHECK ((status IN ('ENDED', 'CANCELLED')) = (closed_at IS NOT NULL)),
    CHECK (status <> 'RUNNING' OR (ends_at IS NOT NULL AND former_amount IS NOT NULL))
  );
  CREATE INDEX product_price_schedules_due ON product_price_schedules (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX product_price_schedules_of_product ON product_price_schedules (product_id, starts_at);
`;

const listings = `
  -- The read model for GraphQL, written with the product. Can be emptied: a job rewrites it.
  CREATE TABLE product_listing (
    product_id uuid PRIMARY KEY REFERENCES products,
    version integer NOT NULL,
    shape integer NOT NULL,
    seller_id uuid NOT NULL,
    category_id uuid NOT NULL,
    slug text NOT NULL UNIQUE,
    status text NOT NULL,
    published_at timestamptz,
    listing jsonb NOT NULL
  );
  CREATE INDEX product_listing_shop ON product_listing (published_at DESC, product_id DESC) WHERE status = 'PUBLISHED';
  CREATE INDEX product_listing_category ON product_listing (category_id, published_at DESC, product_id DESC) WHERE status = 'PUBLISHED';
  CREATE INDEX product_listing_seller ON product_listing (seller_id, product_id DESC);
`;

export const up = [categories, products, prices, listings].join('\n');

export const down = `
  DROP TABLE product_listing, product_price_schedules, product_pricing, product_attributes, product_images, product_variants, products,
    sellers_known, category_tree, categories`;
