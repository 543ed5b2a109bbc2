import type { CategoryId, ProductId, VariantId } from '@marketplace/kernel';
import type { DocumentCategory, DocumentOption, PriceRange, ProductDocument } from './document';
import type { CategoryFact, ListedVariant, ListingFact, FactData, PriceFact } from './facts';
import { sellerScore } from './ranking';

/** A fact with its version. */
export type Versioned<Data> = { readonly version: number; readonly data: Data };

/** The facts that a document is built from. */
export type ProductFacts = {
  readonly productId: ProductId;
  readonly listing: Versioned<ListingFact> | undefined;
  readonly status: FactData['status'] | undefined;
  readonly firstPublished: FactData['first-published'] | undefined;
  readonly prices: readonly Versioned<PriceFact>[];
  /** The variants in stock. */
  readonly buyable: ReadonlySet<VariantId>;
  readonly rating: FactData['rating'] | undefined;
  readonly seller: FactData['seller'] | undefined;
  readonly sellerRating: FactData['seller-rating'] | undefined;
  readonly categories: ReadonlyMap<CategoryId, CategoryFact>;
  readonly sold: number;
};

const unrated: FactData['rating'] = { count: 0, histogram: [0, 0, 0, 0, 0] };

/** The seller fields of a document. The name is empty until the approval of the seller is received. */
export const sellerFields = ({
  seller,
  sellerRating,
}: Pick<ProductFacts, 'seller' | 'sellerRating'>): Pick<ProductDocument, 'sellerName' | 'sellerScore'> => ({
  sellerName: seller?.name ?? '',
  sellerScore: sellerScore(sellerRating ?? unrated),
});

/** The limit of category levels. Moves received out of order can form a temporary cycle. */
const maxDepth = 20;

/** The known path from a category up to the root, starting with itself. The last may be known by ID only. */
const ancestorsOf = (leaf: CategoryId, categories: ReadonlyMap<CategoryId, CategoryFact>): readonly CategoryId[] => {
  const path: CategoryId[] = [];
  let next: CategoryId | null = leaf;
  while (next !== null && !path.includes(next) && path.length < maxDepth) {
    path.push(next);
    next = categories.get(next)?.parentId ?? null;
  }
  return path;
};

/** The categories whose changes affect a product: its own and all above it, including those not received yet. */
export const categoryIdsOf = ({ listing, categories }: ProductFacts): readonly CategoryId[] =>
  listing === undefined ? [] : ancestorsOf(listing.data.categoryId, categories);

const pathOf = (facts: ProductFacts): readonly DocumentCategory[] =>
  categoryIdsOf(facts)
    .flatMap((id) => {
      const category = facts.categories.get(id);
      return category === undefined ? [] : [{ id, name: category.name }];
    })
    .reverse();

type Price = { readonly currency: string; readonly amount: string };

/** The prices of a variant: those of the listing, replaced by later price changes. */
const pricesOfVariant = ({ variantId, prices }: ListedVariant, { listing, prices: changes }: ProductFacts): readonly Price[] => {
  const later = changes.filter(({ version, data }) => data.variantId === variantId && version > (listing?.version ?? 0));
  const known = new Map([...prices, ...later.map(({ data }) => data)].map((price) => [price.currency, price]));
  return [...known.values()];
};

const rangeOf = (currency: string, prices: readonly Price[]): PriceRange => {
  const amounts = prices.filter((price) => price.currency === currency).map(({ amount }) => BigInt(amount));
  const [first = 0n] = amounts;
  return {
    currency,
    min: amounts.reduce((lowest, amount) => (amount < lowest ? amount : lowest), first),
    max: amounts.reduce((highest, amount) => (amount > highest ? amount : highest), first),
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
  return [...values].map(([name, optionValues]) => ({ name, values: [...optionValues] }));
};

/** Builds the document of a product; null if it is not published. The same facts always build the same document. */
export const buildDocument = (facts: ProductFacts): ProductDocument | null => {
  const { listing, status, firstPublished, rating } = facts;
  if (listing === undefined || firstPublished === undefined || status?.listed !== true) return null;
  const { title, description, language, brand, tags, image, attributes, sellerId, slug, variants } = listing.data;
  return {
    productId: facts.productId,
    sellerId,
    ...sellerFields(facts),
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
