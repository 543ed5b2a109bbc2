import { dropFunctions, functions } from './functions';
import { readModels } from './read-models';

/** The tables of the product index: facts, pending updates, quarantine, documents by version, words and facets. */
const productIndex = `
  CREATE TABLE index_parts (
    index_version integer NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    -- The product, variant, seller, category or order that the fact is about.
    subject text NOT NULL,
    -- An older version changes nothing.
    version integer NOT NULL,
    data jsonb NOT NULL,
    PRIMARY KEY (index_version, kind, key)
  );
  CREATE INDEX index_parts_by_subject ON index_parts (index_version, subject);

  -- Subjects that the document builder has to update. A row can be redundant.
  CREATE TABLE index_dirty (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    index_version integer NOT NULL,
    concern text NOT NULL CHECK (concern IN ('product', 'variant', 'seller', 'category', 'order')),
    subject text NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now()
  ) WITH (autovacuum_vacuum_scale_factor = 0.05);
  CREATE INDEX index_dirty_by_version ON index_dirty (index_version, id);

  -- Paid orders that the counts below include: each is counted once.
  CREATE TABLE index_counted_orders (
    index_version integer NOT NULL,
    order_id text NOT NULL,
    PRIMARY KEY (index_version, order_id)
  );

  CREATE TABLE index_sold (
    index_version integer NOT NULL,
    product_id text NOT NULL,
    pieces bigint NOT NULL,
    PRIMARY KEY (index_version, product_id)
  );

  -- Quarantined subjects: they could not be updated, and block no others.
  CREATE TABLE index_set_aside (
    index_version integer NOT NULL,
    concern text NOT NULL CHECK (concern IN ('product', 'variant', 'seller', 'category', 'order')),
    subject text NOT NULL,
    -- The reason, without any of the data.
    error text NOT NULL,
    attempts integer NOT NULL DEFAULT 1 CHECK (attempts > 0),
    since timestamptz NOT NULL DEFAULT now(),
    tried_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (index_version, concern, subject)
  );

  CREATE SEQUENCE product_index_seq;

  CREATE TABLE product_index (
    index_version integer NOT NULL,
    product_id uuid NOT NULL,
    -- Increases with every change of any document, in the order of commits: one builder writes at a time.
    seq bigint NOT NULL,
    -- Null after the product left the index. The row stays, so that followers see the removal.
    document jsonb,
    -- The summary of the product in search results.
    card json,
    language text,
    words tsvector,
    facets integer[] NOT NULL,
    shelves uuid[] NOT NULL, -- dialect-ok: the name of a column
    seller_id uuid,
    seller_name text,
    seller_score real,
    -- The lowest and highest price by currency.
    prices jsonb,
    available boolean,
    -- Hundredths of a star.
    rating integer,
    rating_rank integer,
    sold bigint,
    popularity integer,
    -- Milliseconds since 1970.
    published bigint,
    PRIMARY KEY (index_version, product_id)
  ) PARTITION BY LIST (index_version);
  -- Ranking reads the words of every hit, so they are stored uncompressed.
  ALTER TABLE product_index ALTER COLUMN words SET STORAGE EXTERNAL;

  CREATE INDEX product_index_words ON product_index USING gin (words);
  -- Suggestions search titles only, and stop after a few hundred.
  CREATE INDEX product_index_titles ON product_index USING gin (ts_filter(words, '{a}'));
  CREATE INDEX product_index_facets ON product_index USING gin (facets);
  CREATE INDEX product_index_shelves ON product_index USING gin (shelves); -- dialect-ok: the name of a column
  CREATE INDEX product_index_sellers ON product_index (seller_id);
  CREATE INDEX product_index_changes ON product_index (seq);
  CREATE INDEX product_index_popular ON product_index (popularity DESC, product_id DESC) WHERE document IS NOT NULL;
  CREATE INDEX product_index_newest ON product_index (published DESC, product_id DESC) WHERE document IS NOT NULL;
  CREATE INDEX product_index_sold ON product_index (sold DESC, product_id DESC) WHERE document IS NOT NULL;
  CREATE INDEX product_index_rated ON product_index (rating_rank DESC, product_id DESC) WHERE document IS NOT NULL;

  -- Every word of a document with its stem, and the number of documents that contain it.
  CREATE TABLE index_words (
    index_version integer NOT NULL,
    language text NOT NULL,
    word text NOT NULL,
    -- Empty for stop words.
    stem text NOT NULL,
    documents integer NOT NULL,
    PRIMARY KEY (index_version, language, word)
  ) WITH (fillfactor = 70);
  CREATE INDEX index_words_by_stem ON index_words (index_version, language, stem);
  CREATE INDEX index_words_by_start ON index_words (index_version, word text_pattern_ops);
  CREATE INDEX index_words_alike ON index_words USING gin (word gin_trgm_ops) WHERE word !~ '[0-9]';

  -- Facet values with small IDs, which are the same in every version.
  CREATE TABLE facet_values (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL,
    name text NOT NULL,
    value text NOT NULL,
    label text NOT NULL,
    -- The folded label, for suggestions.
    folded text NOT NULL,
    parent text,
    -- Increases with every change, in the order of commits, so that caches can read the changes.
    revision bigint NOT NULL DEFAULT nextval('product_index_seq'),
    UNIQUE (key, value)
  );
  CREATE INDEX facet_values_by_revision ON facet_values (revision);
  CREATE INDEX facet_values_by_start ON facet_values (folded text_pattern_ops) WHERE key IN ('brand', 'category');

  CREATE TABLE index_facets (
    index_version integer NOT NULL,
    facet_id integer NOT NULL,
    documents integer NOT NULL,
    PRIMARY KEY (index_version, facet_id)
  );

  CREATE TABLE index_languages (
    index_version integer NOT NULL,
    language text NOT NULL,
    documents integer NOT NULL,
    PRIMARY KEY (index_version, language)
  );

  -- The progress of copying the documents of each version to its index in OpenSearch.
  CREATE TABLE opensearch_progress (
    version integer PRIMARY KEY,
    -- The ID of the index. Another index with the same name has to be filled from the beginning.
    index_id text NOT NULL,
    seq bigint NOT NULL CHECK (seq >= 0),
    noted_at timestamptz NOT NULL DEFAULT now()
  );
`;

export const up = `
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
  ${readModels}${productIndex}${functions}
  SELECT product_index_create(version) FROM read_model_versions WHERE model = 'product_index';
`;

export const down = `
  ${dropFunctions}
  DROP TABLE opensearch_progress, index_languages, index_facets, facet_values, index_words, product_index, index_set_aside, index_sold,
    index_counted_orders, index_dirty, index_parts, seller_dashboard_titles, seller_dashboard_days, seller_dashboard_orders, order_list,
    read_model_builds, read_model_versions;
  DROP SEQUENCE product_index_seq;
`;
