/** The service must not change its schema, except through these two functions. */
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
`;

const querying = `
  -- The text search configuration of a language. Words of other languages are not stemmed.
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

  -- The parser splits 5e3b8 into a number and a rest, but a SKU is one word.
  CREATE FUNCTION search_text(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(words, '\\m(\\d+)e(?=\\d)', '\\1ee', 'g')
  $$;

  -- The stem of a folded word; empty for a stop word.
  CREATE FUNCTION search_stem(language text, word text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce((tsvector_to_array(to_tsvector(search_config(language), search_text(word))))[1], '')
  $$;

  -- Similar words of the index: one letter differs, is missing or extra; two in longer words or for transposed letters. Numbers
  -- match exactly.
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

export const functions = partitions + querying;

export const dropFunctions = `
  DROP FUNCTION near_words(integer, text), search_stem(text, text), search_text(text), search_config(text), product_index_drop(integer), product_index_create(integer);
`;
