import type { MigrationInterface, QueryRunner } from 'typeorm';

const facts = `
  CREATE TABLE index_parts (
    index_version integer NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    -- What it is about, and read together with.
    subject text NOT NULL,
    -- News that is older than what is here changes nothing.
    version integer NOT NULL,
    data jsonb NOT NULL,
    PRIMARY KEY (index_version, kind, key)
  );
  CREATE INDEX index_parts_by_subject ON index_parts (index_version, subject);

  -- What the assembler has to look at again. A row may come of which nothing follows.
  CREATE TABLE index_dirty (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    index_version integer NOT NULL,
    concern text NOT NULL CHECK (concern IN ('product', 'variant', 'seller', 'category', 'order')),
    subject text NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now()
  ) WITH (autovacuum_vacuum_scale_factor = 0.05);
  CREATE INDEX index_dirty_by_version ON index_dirty (index_version, id);

  -- Paid orders whose pieces are in the counts below: each is counted once.
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
`;

const documents = `
  CREATE SEQUENCE product_index_seq;

  CREATE TABLE product_index (
    index_version integer NOT NULL,
    product_id uuid NOT NULL,
    -- Grows with every change of any document, in the order of commits: one assembler writes at a time.
    seq bigint NOT NULL,
    -- Null once the product is not to be found any more; who follows must hear of that too.
    document jsonb,
    -- What a list shows of it, as it is answered.
    card json,
    language text,
    words tsvector,
    facets integer[] NOT NULL,
    shelves uuid[] NOT NULL,
    seller_id uuid,
    seller_name text,
    seller_score real,
    -- By currency: lowest and highest.
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
  -- Ranking reads the words of every hit: they are not to be unpacked first.
  ALTER TABLE product_index ALTER COLUMN words SET STORAGE EXTERNAL;

  CREATE INDEX product_index_words ON product_index USING gin (words);
  -- Suggestions look at titles only, and stop at the first few hundred.
  CREATE INDEX product_index_titles ON product_index USING gin (ts_filter(words, '{a}'));
  CREATE INDEX product_index_facets ON product_index USING gin (facets);
  CREATE INDEX product_index_shelves ON product_index USING gin (shelves);
  CREATE INDEX product_index_sellers ON product_index (seller_id);
  CREATE INDEX product_index_changes ON product_index (seq);
  CREATE INDEX product_index_popular ON product_index (popularity DESC, product_id DESC) WHERE document IS NOT NULL;
  CREATE INDEX product_index_newest ON product_index (published DESC, product_id DESC) WHERE document IS NOT NULL;
  CREATE INDEX product_index_sold ON product_index (sold DESC, product_id DESC) WHERE document IS NOT NULL;
  CREATE INDEX product_index_rated ON product_index (rating_rank DESC, product_id DESC) WHERE document IS NOT NULL;
`;

const words = `
  -- Every word that is in a document, as it is typed and as it is searched, with the number of documents that have it.
  CREATE TABLE index_words (
    index_version integer NOT NULL,
    language text NOT NULL,
    word text NOT NULL,
    -- Empty for words that are in every text and say nothing.
    stem text NOT NULL,
    documents integer NOT NULL,
    PRIMARY KEY (index_version, language, word)
  ) WITH (fillfactor = 70);
  CREATE INDEX index_words_by_stem ON index_words (index_version, language, stem);
  CREATE INDEX index_words_by_start ON index_words (index_version, word text_pattern_ops);
  CREATE INDEX index_words_alike ON index_words USING gin (word gin_trgm_ops) WHERE word !~ '[0-9]';

  -- The values of facets under small numbers, which stay the same in every version.
  CREATE TABLE facet_values (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL,
    name text NOT NULL,
    value text NOT NULL,
    label text NOT NULL,
    -- As it is typed.
    folded text NOT NULL,
    parent text,
    -- Grows with every change, in the order of commits: who remembers names reads what is new.
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
`;

/** The service may not change the shape of its database, and these two things only. */
const partitions = `
  CREATE FUNCTION product_index_create(version integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF version IS NULL OR version < 1 THEN RAISE EXCEPTION 'no version of an index: %', version; END IF;
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF product_index FOR VALUES IN (%s)', 'product_index_v' || version, version);
  END $$;

  CREATE FUNCTION product_index_drop(version integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF version IS NULL OR version < 1 THEN RAISE EXCEPTION 'no version of an index: %', version; END IF;
    IF EXISTS (SELECT FROM read_model_versions v WHERE v.model = 'product_index' AND v.version = $1 AND v.status <> 'RETIRED') THEN
      RAISE EXCEPTION 'version % of the product index is in use', version;
    END IF;
    EXECUTE format('DROP TABLE IF EXISTS %I', 'product_index_v' || version);
  END $$;

  DO $$ BEGIN PERFORM product_index_create(version) FROM read_model_versions WHERE model = 'product_index' AND status <> 'RETIRED'; END $$;
`;

const querying = `
  -- Which stemmer a language has; words of others are taken as they are.
  CREATE FUNCTION search_config(language text) RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (CASE language
      WHEN 'ar' THEN 'arabic' WHEN 'ca' THEN 'catalan' WHEN 'da' THEN 'danish' WHEN 'de' THEN 'german' WHEN 'el' THEN 'greek'
      WHEN 'en' THEN 'english' WHEN 'es' THEN 'spanish' WHEN 'eu' THEN 'basque' WHEN 'fi' THEN 'finnish' WHEN 'fr' THEN 'french'
      WHEN 'ga' THEN 'irish' WHEN 'hi' THEN 'hindi' WHEN 'hu' THEN 'hungarian' WHEN 'hy' THEN 'armenian' WHEN 'id' THEN 'indonesian'
      WHEN 'it' THEN 'italian' WHEN 'lt' THEN 'lithuanian' WHEN 'ne' THEN 'nepali' WHEN 'nb' THEN 'norwegian' WHEN 'nl' THEN 'dutch'
      WHEN 'no' THEN 'norwegian' WHEN 'pt' THEN 'portuguese' WHEN 'ro' THEN 'romanian' WHEN 'ru' THEN 'russian' WHEN 'sr' THEN 'serbian'
      WHEN 'sv' THEN 'swedish' WHEN 'ta' THEN 'tamil' WHEN 'tr' THEN 'turkish' WHEN 'yi' THEN 'yiddish'
      ELSE 'simple' END)::regconfig
  $$;

  -- The parser reads 5e3b8 as a number and a rest; a stock number is one word.
  CREATE FUNCTION search_text(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(words, '\\m(\\d+)e(?=\\d)', '\\1ee', 'g')
  $$;

  -- The stem of one folded word; empty for a word that says nothing.
  CREATE FUNCTION search_stem(language text, word text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce((tsvector_to_array(to_tsvector(search_config(language), search_text(word))))[1], '')
  $$;

  -- Words of documents that somebody may have meant: one letter is another, missing or too much; two in longer words, or
  -- where two letters have changed places. Numbers mean what they say.
  CREATE FUNCTION near_words(index_version integer, typed text)
  RETURNS TABLE (language text, stem text, word text, documents integer, likeness real)
  LANGUAGE sql STABLE SET pg_trgm.similarity_threshold = 0.2 AS $$
    SELECT known.language, known.stem, known.word, known.documents, similarity(known.word, $2) AS likeness
    FROM index_words AS known, levenshtein_less_equal(known.word, $2, 2) AS distance
    WHERE known.index_version = $1 AND known.stem <> '' AND char_length($2) >= 3 AND $2 !~ '[0-9]' AND known.word !~ '[0-9]'
      AND known.word % $2 AND (
        distance <= CASE WHEN char_length($2) >= 6 THEN 2 ELSE 1 END
        OR (distance = 2 AND (SELECT string_agg(letter, '' ORDER BY letter) FROM string_to_table(known.word, NULL) AS letter)
                           = (SELECT string_agg(letter, '' ORDER BY letter) FROM string_to_table($2, NULL) AS letter))
      )
    ORDER BY distance, likeness DESC, known.documents DESC, known.word
  $$;
`;

/** The product index: facts, documents by version, the words and facet values that they are found by. */
export class ProductIndex1700000002000 implements MigrationInterface {
  readonly name = 'ProductIndex1700000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;`);
    await runner.query(facts + documents + words + partitions + querying);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION near_words(integer, text), search_stem(text, text), search_text(text), search_config(text), product_index_drop(integer), product_index_create(integer);
      DROP TABLE index_languages, index_facets, facet_values, index_words, product_index, index_sold, index_counted_orders, index_dirty, index_parts;
      DROP SEQUENCE product_index_seq;
    `);
  }
}
