import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from '@marketplace/platform';

export class Products1700000001000 implements MigrationInterface {
  readonly name = 'Products1700000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE categories (
        id uuid PRIMARY KEY,
        parent_id uuid REFERENCES categories,
        name text NOT NULL CHECK (name <> ''),
        slug text NOT NULL UNIQUE,
        -- From the root to the category itself.
        path uuid[] NOT NULL CHECK (path[array_length(path, 1)] = id),
        created_at timestamptz NOT NULL DEFAULT now(),
        CHECK (parent_id IS NOT DISTINCT FROM path[array_length(path, 1) - 1])
      );
      CREATE INDEX categories_below ON categories USING gin (path);

      -- Sellers that accounts has approved; the only ones who may publish.
      CREATE TABLE sellers_known (
        seller_id uuid PRIMARY KEY,
        name text NOT NULL,
        approved_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE products (
        id uuid PRIMARY KEY,
        version integer NOT NULL CHECK (version > 0),
        seller_id uuid NOT NULL,
        slug text NOT NULL UNIQUE,
        title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 200),
        description text NOT NULL CHECK (char_length(description) <= 10000),
        category_id uuid NOT NULL REFERENCES categories,
        status text NOT NULL CHECK (status IN ('DRAFT', 'PUBLISHED', 'UNPUBLISHED', 'ARCHIVED')),
        -- That of the first price; all others refer to it.
        currency char(3),
        first_published_at timestamptz,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        UNIQUE (id, currency),
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
        -- Equal for variants that no buyer could tell apart.
        options_key text NOT NULL,
        weight_grams integer NOT NULL CHECK (weight_grams > 0),
        FOREIGN KEY (product_id, seller_id) REFERENCES products (id, seller_id),
        UNIQUE (seller_id, sku),
        UNIQUE (product_id, options_key),
        UNIQUE (product_id, position)
      );

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
        searchable boolean NOT NULL DEFAULT true,
        PRIMARY KEY (product_id, position)
      );
    `);
    await runner.query(`
      -- What a variant costs and has cost. The open row is the current price; it may be closed, nothing else may change.
      CREATE TABLE product_pricing (
        product_id uuid NOT NULL,
        variant_id uuid NOT NULL REFERENCES product_variants,
        amount bigint NOT NULL CHECK (amount > 0),
        compare_at_amount bigint CHECK (compare_at_amount > amount),
        currency char(3) NOT NULL,
        effective_from timestamptz NOT NULL,
        effective_to timestamptz CHECK (effective_to > effective_from),
        PRIMARY KEY (variant_id, effective_from),
        FOREIGN KEY (product_id, currency) REFERENCES products (id, currency),
        -- One open row per variant; checked at the end of the statement that closes one and opens the next.
        CONSTRAINT product_pricing_one_current UNIQUE NULLS NOT DISTINCT (variant_id, effective_to) DEFERRABLE INITIALLY IMMEDIATE
      );
      CREATE TRIGGER product_pricing_only_closes BEFORE UPDATE ON product_pricing FOR EACH ROW
        WHEN (OLD.effective_to IS NOT NULL OR (NEW.product_id, NEW.variant_id, NEW.amount, NEW.compare_at_amount, NEW.currency, NEW.effective_from)
          IS DISTINCT FROM (OLD.product_id, OLD.variant_id, OLD.amount, OLD.compare_at_amount, OLD.currency, OLD.effective_from))
        EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER product_pricing_keeps BEFORE DELETE ON product_pricing FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER product_pricing_no_truncate BEFORE TRUNCATE ON product_pricing FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

      CREATE TABLE product_publications (
        product_id uuid NOT NULL REFERENCES products,
        version integer NOT NULL,
        status text NOT NULL CHECK (status IN ('PUBLISHED', 'UNPUBLISHED', 'ARCHIVED')),
        changed_by text NOT NULL,
        changed_at timestamptz NOT NULL,
        PRIMARY KEY (product_id, version)
      );
      ${appendOnly('product_publications')}

      -- All that the graph shows of a product, written with it. May be emptied: a job writes it again.
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
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE product_listing, product_publications, product_pricing, product_attributes, product_images, product_variants, products,
        sellers_known, categories
    `);
  }
}
