import type { EntityManager } from 'typeorm';
import { canonicalJson, epochMilliseconds, type CategoryId, type ProductId } from '@marketplace/kernel';
import { cardOf } from '../../application/card';
import type { ProductDocument } from '../../domain/document';
import { documentFromJson, documentToJson, type DocumentJson } from '../../domain/document-json';
import { facetEntries } from '../../domain/facets';
import { averageHundredths, popularity, ratingRank } from '../../domain/ranking';
import { searchableText, type SearchableText } from '../../domain/searchable-text';
import type { FacetNumbering } from './facet-dictionary';
import { indexCounts, type Counts } from './index-counts';

/** What has become of a product: its document, and the categories whose news concern it. */
export type Assembled = {
  readonly productId: ProductId;
  readonly document: ProductDocument | null;
  readonly shelves: readonly CategoryId[];
};

type Known = {
  readonly product_id: string;
  readonly document: DocumentJson | null;
  readonly facets: readonly number[];
  readonly shelves: readonly string[];
};

const known = 'SELECT product_id, document, facets, shelves FROM product_index WHERE index_version = $1 AND product_id = ANY($2)';

const write = `
  INSERT INTO product_index AS row (
    index_version, product_id, seq, document, card, language, words, facets, shelves, seller_id, seller_name, seller_score,
    prices, available, rating, rating_rank, sold, popularity, published)
  SELECT $1, product_id, nextval('product_index_seq'), document, card, language,
    setweight(to_tsvector(search_config(language), search_text(a)), 'A') || setweight(to_tsvector(search_config(language), search_text(b)), 'B')
      || setweight(to_tsvector(search_config(language), search_text(c)), 'C') || setweight(to_tsvector(search_config(language), search_text(d)), 'D'),
    facets, shelves, seller_id, seller_name, seller_score, prices, available, rating, rating_rank, sold, popularity, published
  FROM json_to_recordset($2::json) AS row (
    product_id uuid, document jsonb, card json, language text, a text, b text, c text, d text, facets integer[], shelves uuid[],
    seller_id uuid, seller_name text, seller_score real, prices jsonb, available boolean, rating integer, rating_rank integer,
    sold bigint, popularity integer, published bigint)
  ON CONFLICT (index_version, product_id) DO UPDATE SET
    seq = excluded.seq, document = excluded.document, card = excluded.card, language = excluded.language, words = excluded.words,
    facets = excluded.facets, shelves = excluded.shelves, seller_id = excluded.seller_id, seller_name = excluded.seller_name,
    seller_score = excluded.seller_score, prices = excluded.prices, available = excluded.available, rating = excluded.rating,
    rating_rank = excluded.rating_rank, sold = excluded.sold, popularity = excluded.popularity, published = excluded.published`;

/** Searches compare prices as numbers of 64 bits: one that is none would fail them all. */
const comparable = (amount: bigint): string => {
  if (BigInt.asIntN(64, amount) !== amount) throw new RangeError('a price is too high to be compared');
  return amount.toString();
};

/** JSON has no word for a number that is none: it would be written as nothing, and no order has a place for that. */
const whole = (figure: number): number => {
  if (!Number.isSafeInteger(figure)) throw new RangeError('a figure is no number');
  return figure;
};

const figuresOf = (document: ProductDocument) => ({
  document: documentToJson(document),
  card: cardOf(document),
  language: document.language,
  seller_id: document.sellerId,
  seller_name: document.sellerName,
  seller_score: document.sellerScore,
  prices: Object.fromEntries(document.prices.map(({ currency, min, max }) => [currency, [comparable(min), comparable(max)]])),
  available: document.available,
  rating: whole(averageHundredths(document.rating)),
  rating_rank: whole(ratingRank(document.rating)),
  sold: whole(document.sold),
  popularity: whole(popularity(document)),
  published: whole(epochMilliseconds(document.publishedAt)),
});

type Writing = { readonly manager: EntityManager; readonly version: number; readonly numbering: FacetNumbering };

const isChanged = ({ document, shelves }: Assembled, old: Known | undefined): boolean => {
  if (old?.document == null) return document !== null;
  if (document === null || canonicalJson(shelves) !== canonicalJson(old.shelves)) return true;
  return canonicalJson(documentToJson(document)) !== canonicalJson(old.document);
};

/** A document with the words that it is found by. */
type Worded = { readonly document: ProductDocument; readonly text: SearchableText };

const worded = (document: ProductDocument): Worded => ({ document, text: searchableText(document) });

const allWords = (of: Worded | undefined): string =>
  of === undefined ? '' : [of.document.language, of.text.a, of.text.b, of.text.c, of.text.d].join('\n');

/** Texts that stay the same need no counting: most news are of stock and sales. */
const recount = (counts: Counts, was: Worded | undefined, now: Worded | undefined): void => {
  if (allWords(was) === allWords(now)) return;
  if (was !== undefined) counts.text(was.document, was.text, -1);
  if (now !== undefined) counts.text(now.document, now.text, 1);
};

/** Writes the documents that are others than before, and counts their words and facets; returns how many those were. */
export const putDocuments = async ({ manager, version, numbering }: Writing, assembled: readonly Assembled[]): Promise<number> => {
  const rows: readonly Known[] = await manager.query(known, [version, assembled.map(({ productId }) => productId)]);
  const before = new Map(rows.map((row) => [row.product_id, row]));
  const changed = assembled.filter((each) => isChanged(each, before.get(each.productId)));
  if (changed.length === 0) return 0;
  const counts = indexCounts();
  const entries = new Map(
    changed.flatMap(({ productId, document }) => (document === null ? [] : [[productId, facetEntries(document)] as const])),
  );
  const numberOf = await numbering.numbersOf(manager, [...entries.values()].flat());
  const put = changed.map(({ productId, document, shelves }) => {
    const old = before.get(productId);
    const now = document === null ? undefined : worded(document);
    const facets = (entries.get(productId) ?? []).map(numberOf);
    recount(counts, old?.document == null ? undefined : worded(documentFromJson(old.document)), now);
    counts.facets(old?.facets ?? [], -1);
    counts.facets(facets, 1);
    if (now === undefined) return { product_id: productId, facets, shelves: [] };
    return { product_id: productId, ...figuresOf(now.document), ...now.text, facets, shelves };
  });
  await manager.query(write, [version, JSON.stringify(put)]);
  await counts.save(manager, version);
  return changed.length;
};
