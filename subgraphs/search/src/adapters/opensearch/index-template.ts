import { allAnalyzers } from './languages';

/** What reads and writes the index is called; each version is one index behind it. */
export const alias = 'product_index';

const prefix = `${alias}_v`;

export const indexOf = (version: number): string => `${prefix}${version.toString()}`;

export const allIndices = `${prefix}*`;

/** The version that an index is of; undefined where it is none of ours. */
export const versionOf = (index: string): number | undefined => {
  const digits = index.startsWith(prefix) ? index.slice(prefix.length) : '';
  return /^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : undefined;
};

/** Raised with every change of the mapping below: indices of an older shape are made again. */
export const shape = 1;

/** Words count the same in every product, so that a score depends on the product alone and pages stay as they were. */
const text = (analyzer: string, more: object = {}): object => ({ type: 'text', analyzer, similarity: 'boolean', norms: false, ...more });

/** The texts by how much a match in them says, each in a field of the language that it is in, and all of them together. */
const texts = (): object => {
  const perLanguage = (more: (analyzer: string) => object): object => ({
    properties: Object.fromEntries(allAnalyzers.map((analyzer) => [analyzer, text(analyzer, more(analyzer))])),
  });
  const part = perLanguage((analyzer) => ({ copy_to: `text.${analyzer}` }));
  return { a: part, b: part, c: part, d: part, text: perLanguage(() => ({})) };
};

/** Lucene takes no longer word, and would refuse the whole product for it: this many letters of four bytes. */
const longestTerm = 8_191;

const keyword = { type: 'keyword', ignore_above: longestTerm };
const whole = { type: 'long' };
/** Only to be read again. */
const opaque = { type: 'object', enabled: false };

const mappings = {
  _meta: { shape },
  dynamic: 'strict',
  // Currencies come by themselves: prices.USD.min.
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

/** How an index of products is made, whichever version it is of. */
export const indexTemplate = {
  index_patterns: [allIndices],
  priority: 500,
  version: shape,
  template: {
    settings: {
      // Counts of facets are exact only within one shard, and a hundred thousand products fit into one easily.
      'index.number_of_shards': 1,
      'index.auto_expand_replicas': '0-1',
      'index.refresh_interval': '1s',
      // For so long a deleted product stays deleted, whatever a follower that was held up still sends.
      'index.gc_deletes': '1h',
    },
    mappings,
  },
};
