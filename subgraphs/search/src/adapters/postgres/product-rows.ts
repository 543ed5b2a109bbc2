import type { EntityManager } from 'typeorm';
import { canonicalJson, epochMilliseconds, type CategoryId, type ProductId } from '@marketplace/kernel';
import { columnsOf, pickColumns, parseRows, type Row } from '@marketplace/platform';
import { summaryOf } from '../../application/search-results';
import { documentToJson, type ProductDocument } from '../../domain/document';
import { facetEntries } from '../../domain/facets';
import { averageHundredths, popularity, ratingRank } from '../../domain/ranking';
import { searchableText, type SearchableText } from '../../domain/searchable-text';
import type { FacetNumbering } from './facet-dictionary';
import { indexCounts, type Counts } from './index-counts';
import { ProductIndex } from './tables';

/** The document of a product, and the categories whose changes affect it. */
export type BuiltDocument = {
  readonly productId: ProductId;
  readonly document: ProductDocument | null;
  readonly categoryIds: readonly CategoryId[];
};

const Documents = pickColumns(ProductIndex, 'productId', 'document', 'facets', 'categoryIds');
type Known = Row<typeof Documents>;

const known = `SELECT ${columnsOf(Documents)} FROM product_index WHERE index_version = $1 AND product_id = ANY($2)`;

const columnsBut = (...properties: readonly string[]) =>
  Object.values(ProductIndex.columns).filter(({ property }) => !properties.includes(property));

/** The columns passed as JSON, by property; the database computes the others. */
const given = columnsBut('indexVersion', 'seq', 'words');
const changeable = columnsBut('indexVersion', 'productId');

const weighted = ['a', 'b', 'c', 'd'].map(
  (part) => `setweight(to_tsvector(search_config(language), search_text(${part})), '${part.toUpperCase()}')`,
);

const write = `
  INSERT INTO product_index (index_version, seq, words, ${given.map(({ name }) => name).join(', ')})
  SELECT $1, nextval('product_index_seq'), ${weighted.join(' || ')}, ${given.map(({ property }) => `"${property}"`).join(', ')}
  FROM json_to_recordset($2::json) AS row (
    ${given.map(({ property, type, isArray }) => `"${property}" ${type}${isArray === true ? '[]' : ''}`).join(', ')}, a text, b text, c text, d text)
  ON CONFLICT (index_version, product_id) DO UPDATE SET ${changeable.map(({ name }) => `${name} = excluded.${name}`).join(', ')}`;

/** Searches compare prices as 64-bit integers. A larger one would make every search fail. */
const comparable = (amount: bigint): string => {
  if (BigInt.asIntN(64, amount) !== amount) throw new RangeError('the price is too high to compare');
  return amount.toString();
};

/** JSON turns NaN and Infinity into null, which cannot be sorted. */
const whole = (figure: number): number => {
  if (!Number.isSafeInteger(figure)) throw new RangeError('the figure is not a safe integer');
  return figure;
};

const figuresOf = (document: ProductDocument) => ({
  document: documentToJson(document),
  summary: summaryOf(document),
  language: document.language,
  sellerId: document.sellerId,
  sellerName: document.sellerName,
  sellerScore: document.sellerScore,
  prices: Object.fromEntries(document.prices.map(({ currency, min, max }) => [currency, [comparable(min), comparable(max)]])),
  available: document.available,
  rating: whole(averageHundredths(document.rating)),
  ratingRank: whole(ratingRank(document.rating)),
  sold: whole(document.sold),
  popularity: whole(popularity(document)),
  published: whole(epochMilliseconds(document.publishedAt)),
});

type Writing = { readonly manager: EntityManager; readonly version: number; readonly numbering: FacetNumbering };

const isChanged = ({ document, categoryIds }: BuiltDocument, old: Known | undefined): boolean => {
  if (old === undefined || old.document === null) return document !== null;
  if (document === null || canonicalJson(categoryIds) !== canonicalJson(old.categoryIds)) return true;
  return canonicalJson(documentToJson(document)) !== canonicalJson(documentToJson(old.document));
};

/** A document with its searchable text. */
type Worded = { readonly document: ProductDocument; readonly text: SearchableText };

const worded = (document: ProductDocument): Worded => ({ document, text: searchableText(document) });

const allWords = (of: Worded | undefined): string =>
  of === undefined ? '' : [of.document.language, of.text.a, of.text.b, of.text.c, of.text.d].join('\n');

/** Updates the word counts. Skips documents with unchanged text, since most changes concern stock and sales. */
const recount = (counts: Counts, was: Worded | undefined, now: Worded | undefined): void => {
  if (allWords(was) === allWords(now)) return;
  if (was !== undefined) counts.text(was.document.language, was.text, -1);
  if (now !== undefined) counts.text(now.document.language, now.text, 1);
};

/** Writes changed documents and updates the counts of words and facets. Returns the number of changed documents. */
export const writeDocuments = async ({ manager, version, numbering }: Writing, built: readonly BuiltDocument[]): Promise<number> => {
  const rows = parseRows(Documents, await manager.query<readonly object[]>(known, [version, built.map(({ productId }) => productId)]));
  const before = new Map(rows.map((row) => [row.productId, row]));
  const changed = built.filter((each) => isChanged(each, before.get(each.productId)));
  if (changed.length === 0) return 0;
  const counts = indexCounts();
  const entries = new Map(
    changed.flatMap(({ productId, document }) => (document === null ? [] : [[productId, facetEntries(document)] as const])),
  );
  const numberOf = await numbering.numbersOf(manager, [...entries.values()].flat());
  const changedRows = changed.map(({ productId, document, categoryIds }) => {
    const old = before.get(productId);
    const now = document === null ? undefined : worded(document);
    const facets = (entries.get(productId) ?? []).map(numberOf);
    recount(counts, old === undefined || old.document === null ? undefined : worded(old.document), now);
    counts.facets(old?.facets ?? [], -1);
    counts.facets(facets, 1);
    if (now === undefined) return { productId, facets, categoryIds: [] };
    return { productId, ...figuresOf(now.document), ...now.text, facets, categoryIds };
  });
  await manager.query(write, [version, JSON.stringify(changedRows)]);
  await counts.save(manager, version);
  return changed.length;
};
