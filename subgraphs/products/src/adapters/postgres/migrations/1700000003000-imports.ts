import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Imports1700000003000 implements MigrationInterface {
  readonly name = 'Imports1700000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Files of products on their way into the catalogue.
      CREATE TABLE product_imports (
        id uuid PRIMARY KEY,
        -- Counts what was told; in between, read_bytes says which write is the next.
        version integer NOT NULL CHECK (version > 0),
        seller_id uuid NOT NULL,
        format text NOT NULL CHECK (format IN ('SHOPIFY_CSV', 'JSON_LINES')),
        category_id uuid REFERENCES categories,
        publish boolean NOT NULL,
        currency char(3) NOT NULL,
        language text NOT NULL,
        started_by uuid NOT NULL,
        correlation_id text NOT NULL,
        status text NOT NULL CHECK (status IN ('UPLOADING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED')),
        bytes bigint NOT NULL CHECK (bytes BETWEEN 0 AND 67108864),
        -- The place between two rows that the work has come to; everything before it is done.
        read_bytes bigint NOT NULL DEFAULT 0 CHECK (read_bytes BETWEEN 0 AND bytes),
        read_rows integer NOT NULL DEFAULT 0,
        heading jsonb,
        products_created integer NOT NULL DEFAULT 0,
        products_updated integer NOT NULL DEFAULT 0,
        products_unchanged integer NOT NULL DEFAULT 0,
        products_refused integer NOT NULL DEFAULT 0,
        variants_added integer NOT NULL DEFAULT 0,
        errors integer NOT NULL DEFAULT 0,
        notices integer NOT NULL DEFAULT 0,
        failure text,
        started_at timestamptz NOT NULL,
        touched_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        CHECK ((status IN ('COMPLETED', 'FAILED', 'CANCELLED')) = (finished_at IS NOT NULL)),
        CHECK ((status = 'FAILED') = (failure IS NOT NULL))
      );
      CREATE INDEX product_imports_open ON product_imports (status, touched_at) WHERE status IN ('UPLOADING', 'RUNNING');
      CREATE INDEX product_imports_of_seller ON product_imports (seller_id, id DESC);
      CREATE INDEX product_imports_over ON product_imports (finished_at) WHERE finished_at IS NOT NULL;

      -- What has arrived of a file, kept until its import is over.
      CREATE TABLE product_import_chunks (
        import_id uuid NOT NULL REFERENCES product_imports ON DELETE CASCADE,
        starts_at bigint NOT NULL CHECK (starts_at >= 0),
        ends_at bigint NOT NULL,
        content bytea NOT NULL CHECK (octet_length(content) BETWEEN 1 AND 262144),
        PRIMARY KEY (import_id, starts_at),
        CHECK (ends_at = starts_at + octet_length(content))
      );
      -- Compressing what is read once costs more than it saves.
      ALTER TABLE product_import_chunks ALTER COLUMN content SET STORAGE EXTERNAL;

      CREATE TABLE product_import_faults (
        import_id uuid NOT NULL REFERENCES product_imports ON DELETE CASCADE,
        position integer NOT NULL CHECK (position >= 0),
        row_number integer NOT NULL,
        column_name text,
        code text NOT NULL,
        severity text NOT NULL CHECK (severity IN ('ERROR', 'NOTICE')),
        value text,
        handle text,
        PRIMARY KEY (import_id, position)
      );

      -- By which name a seller's file finds a product again.
      CREATE TABLE product_handles (
        seller_id uuid NOT NULL,
        handle text NOT NULL,
        product_id uuid NOT NULL UNIQUE,
        PRIMARY KEY (seller_id, handle),
        FOREIGN KEY (product_id, seller_id) REFERENCES products (id, seller_id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE product_handles, product_import_faults, product_import_chunks, product_imports');
  }
}
