import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Defaults stand for what products said before: English, no brand, no tags, texts that buyers may filter by. */
const details = `
  ALTER TABLE products
    ADD COLUMN language text NOT NULL DEFAULT 'en' CHECK (language ~ '^[a-z]{2,3}$'),
    ADD COLUMN brand text CHECK (char_length(brand) BETWEEN 1 AND 100),
    ADD COLUMN tags text[] NOT NULL DEFAULT '{}' CHECK (cardinality(tags) <= 100);
  ALTER TABLE product_attributes
    ADD COLUMN type text NOT NULL DEFAULT 'TEXT' CHECK (type IN ('TEXT', 'NUMBER', 'BOOLEAN')),
    ADD COLUMN unit text,
    ADD CONSTRAINT product_attributes_value CHECK (CASE type
      WHEN 'NUMBER' THEN value ~ '^-?[0-9]{1,15}([.][0-9]{1,6})?$'
      WHEN 'BOOLEAN' THEN value IN ('true', 'false') AND unit IS NULL
      ELSE unit IS NULL
    END);

  -- What warehouses call a variant; nobody could tell two of a seller's apart by one number.
  ALTER TABLE product_variants ADD COLUMN stock_unit text CHECK (char_length(stock_unit) BETWEEN 1 AND 64);
  CREATE UNIQUE INDEX product_variants_stock_unit ON product_variants (seller_id, stock_unit) WHERE stock_unit IS NOT NULL;
`;

const prices = `
  CREATE EXTENSION IF NOT EXISTS btree_gist;
  -- A variant has a history of prices in each currency.
  ALTER TABLE product_pricing
    DROP CONSTRAINT product_pricing_product_id_currency_fkey,
    DROP CONSTRAINT product_pricing_one_current,
    DROP CONSTRAINT product_pricing_pkey,
    ADD PRIMARY KEY (variant_id, currency, effective_from),
    ADD FOREIGN KEY (product_id) REFERENCES products,
    -- One open row for each; checked at the end of the statement that closes one and opens the next.
    ADD CONSTRAINT product_pricing_one_current UNIQUE NULLS NOT DISTINCT (variant_id, currency, effective_to) DEFERRABLE INITIALLY IMMEDIATE,
    ADD CONSTRAINT product_pricing_one_at_a_time EXCLUDE USING gist
      (variant_id WITH =, currency WITH =, tstzrange(effective_from, effective_to) WITH &&) DEFERRABLE INITIALLY IMMEDIATE;
  ALTER TABLE products DROP CONSTRAINT products_id_currency_key;

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
    -- The price that returns.
    former_amount bigint,
    former_compare_at_amount bigint,
    -- When there is something to do next; null when it is over.
    due_at timestamptz,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    closed_at timestamptz,
    CHECK ((status IN ('WAITING', 'RUNNING')) = (due_at IS NOT NULL)),
    CHECK ((status IN ('ENDED', 'CANCELLED')) = (closed_at IS NOT NULL)),
    CHECK (status <> 'RUNNING' OR (ends_at IS NOT NULL AND former_amount IS NOT NULL))
  );
  CREATE INDEX product_price_schedules_due ON product_price_schedules (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX product_price_schedules_of_product ON product_price_schedules (product_id, starts_at);
`;

const sellers = `
  -- What sellers are called, approved or not.
  CREATE TABLE seller_names (
    seller_id uuid PRIMARY KEY,
    name text NOT NULL
  );
  INSERT INTO seller_names (seller_id, name) SELECT seller_id, name FROM sellers_known;
`;

const categories = `
  -- Version 0: nobody has been told of it yet.
  ALTER TABLE categories ADD COLUMN version integer NOT NULL DEFAULT 0 CHECK (version >= 0);
  CREATE INDEX categories_unannounced ON categories (id) WHERE version = 0;
  -- Whoever puts a category somewhere does so in the tree that they have seen: two moves at once could make a ring.
  CREATE TABLE category_tree (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    version integer NOT NULL CHECK (version > 0)
  );
  INSERT INTO category_tree (version) VALUES (1);
`;

/** Listings say at once what a listing says now; whatever is missed here, the listing-refresh job writes. */
const listings = `
  UPDATE product_listing l SET shape = 2, listing = l.listing || jsonb_build_object(
    'language', 'en', 'brand', NULL, 'tags', '[]'::jsonb,
    'sellerName', (SELECT name FROM seller_names s WHERE s.seller_id = l.seller_id),
    'attributes', (SELECT coalesce(jsonb_agg(a.attribute || '{"type": "TEXT", "searchable": true}' ORDER BY a.position), '[]')
      FROM jsonb_array_elements(l.listing->'attributes') WITH ORDINALITY AS a (attribute, position)),
    'variants', (SELECT coalesce(jsonb_agg(v.variant || jsonb_build_object('stockUnit', NULL, 'prices', CASE jsonb_typeof(v.variant->'price')
        WHEN 'object' THEN jsonb_build_array(jsonb_build_object('price', v.variant->'price', 'compareAtPrice', v.variant->'compareAtPrice'))
        ELSE '[]'::jsonb END) ORDER BY v.position), '[]')
      FROM jsonb_array_elements(l.listing->'variants') WITH ORDINALITY AS v (variant, position)))
  WHERE shape = 1;
`;

export class Catalogue1700000002000 implements MigrationInterface {
  readonly name = 'Catalogue1700000002000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [details, prices, sellers, categories, listings]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE category_tree, seller_names, product_price_schedules;
      ALTER TABLE categories DROP COLUMN version;
      ALTER TABLE products ADD UNIQUE (id, currency);
      ALTER TABLE product_pricing
        DROP CONSTRAINT product_pricing_one_at_a_time,
        DROP CONSTRAINT product_pricing_one_current,
        DROP CONSTRAINT product_pricing_product_id_fkey,
        DROP CONSTRAINT product_pricing_pkey,
        ADD PRIMARY KEY (variant_id, effective_from),
        ADD FOREIGN KEY (product_id, currency) REFERENCES products (id, currency),
        ADD CONSTRAINT product_pricing_one_current UNIQUE NULLS NOT DISTINCT (variant_id, effective_to) DEFERRABLE INITIALLY IMMEDIATE;
      ALTER TABLE product_variants DROP COLUMN stock_unit;
      ALTER TABLE product_attributes DROP COLUMN unit, DROP COLUMN type;
      ALTER TABLE products DROP COLUMN tags, DROP COLUMN brand, DROP COLUMN language;
    `);
  }
}
