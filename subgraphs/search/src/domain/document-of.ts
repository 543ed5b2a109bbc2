import type { CategoryId, ProductId, VariantId } from '@marketplace/kernel';
import type { DocumentCategory, DocumentOption, PriceRange, ProductDocument } from './document';
import type { CategoryPart, ListedVariant, ListingPart, PartData, PricePart } from './parts';
import { sellerScore } from './ranking';

/** A fact with the version that it has, to be compared with others of the same thing. */
export type Known<Data> = { readonly version: number; readonly data: Data };

/** All that a document is made of. */
export type ProductFacts = {
  readonly productId: ProductId;
  readonly listing: Known<ListingPart> | undefined;
  readonly status: PartData['status'] | undefined;
  readonly firstPublished: PartData['first-published'] | undefined;
  readonly prices: readonly Known<PricePart>[];
  /** Variants that can be bought. */
  readonly buyable: ReadonlySet<VariantId>;
  readonly rating: PartData['rating'] | undefined;
  readonly seller: PartData['seller'] | undefined;
  readonly sellerRating: PartData['seller-rating'] | undefined;
  readonly categories: ReadonlyMap<CategoryId, CategoryPart>;
  readonly sold: number;
};

const unrated: PartData['rating'] = { count: 0, histogram: [0, 0, 0, 0, 0] };

/** What a document says of its seller. Nobody has named one whose approval has not been heard of yet. */
export const sellerShown = ({
  seller,
  sellerRating,
}: Pick<ProductFacts, 'seller' | 'sellerRating'>): Pick<ProductDocument, 'sellerName' | 'sellerScore'> => ({
  sellerName: seller?.name ?? '',
  sellerScore: sellerScore(sellerRating ?? unrated),
});

/** Moves that have come in the wrong order can make a ring for a moment. */
const deepest = 20;

/** The way from a category up, itself first, as far as it is known; the last may be known by its id only. */
const climb = (leaf: CategoryId, categories: ReadonlyMap<CategoryId, CategoryPart>): readonly CategoryId[] => {
  const way: CategoryId[] = [];
  let next: CategoryId | null = leaf;
  while (next !== null && !way.includes(next) && way.length < deepest) {
    way.push(next);
    next = categories.get(next)?.parentId ?? null;
  }
  return way;
};

/** The categories whose news concern a product: its own and all that it lies in, also those that nobody has named yet. */
export const shelvesOf = ({ listing, categories }: ProductFacts): readonly CategoryId[] =>
  listing === undefined ? [] : climb(listing.data.categoryId, categories);

const pathOf = (facts: ProductFacts): readonly DocumentCategory[] =>
  shelvesOf(facts)
    .flatMap((id) => {
      const category = facts.categories.get(id);
      return category === undefined ? [] : [{ id, name: category.name }];
    })
    .reverse();

type Price = { readonly currency: string; readonly amount: string };

/** What a variant costs: as its listing says, but for what was said later. */
const pricesOfVariant = ({ variantId, prices }: ListedVariant, { listing, prices: said }: ProductFacts): readonly Price[] => {
  const later = said.filter(({ version, data }) => data.variantId === variantId && version > (listing?.version ?? 0));
  const known = new Map([...prices, ...later.map(({ data }) => data)].map((price) => [price.currency, price]));
  return [...known.values()];
};

const rangeOf = (currency: string, prices: readonly Price[]): PriceRange => {
  const amounts = prices.filter((price) => price.currency === currency).map(({ amount }) => BigInt(amount));
  const [first = 0n] = amounts;
  return {
    currency,
    min: amounts.reduce((least, amount) => (amount < least ? amount : least), first),
    max: amounts.reduce((most, amount) => (amount > most ? amount : most), first),
  };
};

const rangesOf = (facts: ProductFacts, variants: readonly ListedVariant[]): readonly PriceRange[] => {
  const base = variants[0]?.prices[0]?.currency;
  const prices = variants.flatMap((variant) => pricesOfVariant(variant, facts));
  const others = new Set(prices.map(({ currency }) => currency).filter((currency) => currency !== base));
  return [...(base === undefined ? [] : [base]), ...[...others].sort()].map((currency) => rangeOf(currency, prices));
};

const optionsOf = (variants: readonly ListedVariant[]): readonly DocumentOption[] => {
  const values = new Map<string, Set<string>>();
  for (const { name, value } of variants.flatMap(({ options }) => options)) {
    values.set(name, (values.get(name) ?? new Set()).add(value));
  }
  return [...values].map(([name, answers]) => ({ name, values: [...answers] }));
};

/** The document of a product; null when it is not to be found. The same facts make the same document. */
export const documentOf = (facts: ProductFacts): ProductDocument | null => {
  const { listing, status, firstPublished, rating } = facts;
  if (listing === undefined || firstPublished === undefined || status?.listed !== true) return null;
  const { title, description, language, brand, tags, image, attributes, sellerId, slug, variants } = listing.data;
  return {
    productId: facts.productId,
    sellerId,
    ...sellerShown(facts),
    slug,
    title,
    description,
    language,
    brand,
    tags,
    categories: pathOf(facts),
    image,
    attributes,
    options: optionsOf(variants),
    skus: variants.map(({ sku }) => sku),
    prices: rangesOf(facts, variants),
    available: variants.some(({ variantId }) => facts.buyable.has(variantId)),
    rating: { count: rating?.count ?? unrated.count, histogram: rating?.histogram ?? unrated.histogram },
    sold: facts.sold,
    publishedAt: firstPublished.at,
  };
};
