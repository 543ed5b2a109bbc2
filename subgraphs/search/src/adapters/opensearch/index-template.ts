import { allAnalyzers } from './languages';

/** The alias that searches use. Each version has an index of its own. */
export const alias = 'product_index';

const prefix = `${alias}_v`;

export const indexOf = (version: number): string => `${prefix}${version.toString()}`;

export const allIndices = `${prefix}*`;

/** The version of an index; undefined for the index of another application. */
export const versionOf = (index: string): number | undefined => {
  const digits = index.startsWith(prefix) ? index.slice(prefix.length) : '';
  return /^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : undefined;
};

/** Increase it with every change of the mapping below: indices with an older mapping are rebuilt. */
export const mappingVersion = 1;

/** A text field whose scores depend on the product alone, so that pages stay consistent. */
const text = (analyzer: string, more: object = {}): object => ({ type: 'text', analyzer, similarity: 'boolean', norms: false, ...more });

/** The text fields by weight and language, and a combined field per language. */
const texts = (): object => {
  const perLanguage = (more: (analyzer: string) => object): object => ({
    properties: Object.fromEntries(allAnalyzers.map((analyzer) => [analyzer, text(analyzer, more(analyzer))])),
  });
  const weighted = perLanguage((analyzer) => ({ copy_to: `text.${analyzer}` }));
  return { a: weighted, b: weighted, c: weighted, d: weighted, text: perLanguage(() => ({})) };
};

/** The longest term that Lucene accepts, in characters of four bytes. It would reject the whole product for a longer one. */
const maxTermLength = 8_191;

const keyword = { type: 'keyword', ignore_above: maxTermLength };
const whole = { type: 'long' };
/** Stored, but not indexed. */
const opaque = { type: 'object', enabled: false };

const mappings = {
  _meta: { shape: mappingVersion },
  dynamic: 'strict',
  // Fields of new currencies are added automatically: prices.USD.min.
  dynamic_templates: [{ prices: { path_match: 'prices.*.*', mapping: whole } }],
  properties: {
    productId: keyword,
    language: keyword,
    ...texts(),
    vocabulary: keyword,
    titleWords: keyword,
    names: { properties: { brand: keyword, category: keyword } },
    filters: keyword,
    facets: {
      properties: Object.fromEntries(
        ['category', 'price', 'brand', 'seller', 'rating', 'availability', 'option', 'attribute'].map((kind) => [kind, keyword]),
      ),
    },
    prices: { type: 'object', dynamic: true },
    rating: whole,
    ratingRank: whole,
    popularity: whole,
    boost: { type: 'float' },
    sold: whole,
    published: whole,
    card: opaque,
    excerpt: opaque,
  },
};

/** The template of the indices of all versions. */
export const indexTemplate = {
  index_patterns: [allIndices],
  priority: 500,
  version: mappingVersion,
  template: {
    settings: {
      // Facet counts are exact only within one shard. One shard can hold several hundred thousand products.
      'index.number_of_shards': 1,
      'index.auto_expand_replicas': '0-1',
      'index.refresh_interval': '1s',
      // Deletions are remembered for this time, so late writes of a delayed follower do not undo them.
      'index.gc_deletes': '1h',
    },
    mappings,
  },
};
