export const up = `
  -- Imports of products from files.
  CREATE TABLE product_imports (
    id uuid PRIMARY KEY,
    -- The number of published events; writes without an event change read_bytes.
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
    bytes integer NOT NULL CHECK (bytes BETWEEN 0 AND 67108864),
    -- The current position, between two rows; everything before it is imported.
    read_bytes integer NOT NULL CHECK (read_bytes BETWEEN 0 AND bytes),
    read_rows integer NOT NULL,
    heading jsonb,
    products_created integer NOT NULL,
    products_updated integer NOT NULL,
    products_unchanged integer NOT NULL,
    products_refused integer NOT NULL,
    variants_added integer NOT NULL,
    errors integer NOT NULL,
    notices integer NOT NULL,
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

  -- The uploaded chunks of files, kept until the import ends.
  CREATE TABLE product_import_chunks (
    import_id uuid NOT NULL REFERENCES product_imports ON DELETE CASCADE,
    starts_at integer NOT NULL CHECK (starts_at >= 0),
    ends_at integer NOT NULL,
    content bytea NOT NULL CHECK (octet_length(content) BETWEEN 1 AND 262144),
    PRIMARY KEY (import_id, starts_at),
    CHECK (ends_at = starts_at + octet_length(content))
  );
  -- Compressing data that is read once costs more than it saves.
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

  -- The handles of products. Files find products by them.
  CREATE TABLE product_handles (
    seller_id uuid NOT NULL,
    handle text NOT NULL,
    product_id uuid NOT NULL UNIQUE,
    PRIMARY KEY (seller_id, handle),
    FOREIGN KEY (product_id, seller_id) REFERENCES products (id, seller_id)
  );
`;

export const down = `DROP TABLE product_handles, product_import_faults, product_import_chunks, product_imports`;
