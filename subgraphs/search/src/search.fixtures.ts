import { newId, type ContextDefinition } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import {
  accountsEvents,
  inventoryEvents,
  ordersEvents,
  productsEvents,
  reviewsEvents,
  type DataOf,
  type EventContract,
} from '@marketplace/schema';

export type Listing = DataOf<typeof productsEvents.ProductPublishedV1>;

/** A listing with defaults: one variant at 10.00 USD. */
export const listing = (about: Partial<Listing> & { readonly title: string }): Listing => {
  const productId = about.productId ?? newId<'Product'>();
  const variants = about.variants ?? [variant({})];
  return {
    productId,
    sellerId: newId<'Seller'>(),
    slug: `${about.title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')}-${productId.slice(-4)}`,
    categoryId: newId<'Category'>(),
    imageUrl: 'https://img.example/1.jpg',
    imageAlt: 'A picture',
    ...about,
    variants,
  };
};

type Variant = Listing['variants'][number];

type VariantTerms = {
  readonly variantId?: string;
  readonly sku?: string;
  readonly options?: Readonly<Record<string, string>>;
  /** The prices in minor units by currency, the base currency first. */
  readonly prices?: Readonly<Record<string, bigint>>;
};

export const variant = ({ variantId = newId<'Variant'>(), sku, options = {}, prices = { USD: 1_000n } }: VariantTerms): Variant => {
  const offers = Object.entries(prices).map(([currency, amount]) => ({ price: { amount: amount.toString(), currency } }));
  const [base = { price: { amount: '1000', currency: 'USD' } }] = offers;
  return {
    variantId,
    sku: sku ?? `SKU-${variantId.slice(-6)}`,
    options: Object.entries(options).map(([name, value]) => ({ name, value })),
    price: base.price,
    prices: offers,
    weightGrams: 100,
  };
};

type Found = {
  readonly totalCount: number;
  readonly didYouMean: string | null;
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: Readonly<Record<string, unknown>> & { readonly id: string; readonly title: string };
    readonly price: { readonly min: { readonly amount: string } } | null;
    readonly highlights: readonly {
      readonly field: string;
      readonly snippets: readonly { readonly text: string; readonly isMatch: boolean }[];
    }[];
  }[];
  readonly facets: readonly {
    readonly key: string;
    readonly label: string;
    readonly values: readonly { value: string; label: string; count: number }[];
  }[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
};

const document = `query Search($query: String, $filters: ProductFilters, $sort: ProductSort, $first: Int! = 24, $after: String) {
  productSearch(query: $query, filters: $filters, sort: $sort, first: $first, after: $after) {
    totalCount didYouMean
    edges { cursor
      node { id slug title available image { url alt } priceRange { min { amount currency } max { amount currency } }
        rating { average count } seller { id name } }
      price { min { amount } max { amount } }
      highlights { field snippets { text isMatch } } }
    facets { key label values { value label count } }
    pageInfo { endCursor hasNextPage }
  }
}`;

type PublishEvent = <Contract extends EventContract>(contract: Contract, aggregateId: string, data: DataOf<Contract>) => Promise<void>;

/** Publishes an event with the next version of its aggregate, and waits until the context has handled it. */
const eventPublisher = (harness: ContextHarness): PublishEvent => {
  const versions = new Map<string, number>();
  return async (contract, aggregateId, data) => {
    const version = (versions.get(aggregateId) ?? 0) + 1;
    versions.set(aggregateId, version);
    await harness.waitUntilHandled(await harness.publish(contract, data, { aggregateId, version }));
  };
};

const products = (publishEvent: PublishEvent) => ({
  publish: (data: Listing) => publishEvent(productsEvents.ProductPublishedV1, data.productId, data),
  update: (data: Listing) => publishEvent(productsEvents.ProductUpdatedV1, data.productId, { ...data, published: true }),
  unpublish: ({ productId }: Listing) => publishEvent(productsEvents.ProductUnpublishedV1, productId, { productId }),
  archive: ({ productId }: Listing) => publishEvent(productsEvents.ProductArchivedV1, productId, { productId }),
  reprice: async ({ productId }: Listing, variantId: string, prices: Readonly<Record<string, bigint>>) => {
    for (const [currency, amount] of Object.entries(prices)) {
      const price = { amount: amount.toString(), currency };
      await publishEvent(productsEvents.PriceChangedV1, productId, { productId, variantId, price });
    }
  },
  stock: ({ productId, variants }: Listing, available: number) =>
    Promise.all(
      variants.map(({ variantId }) => publishEvent(inventoryEvents.AvailabilityChangedV1, variantId, { variantId, productId, available })),
    ),
});

const categories = (publishEvent: PublishEvent) => ({
  createCategory: (categoryId: string, name: string, path: readonly string[] = [categoryId]) =>
    publishEvent(productsEvents.CategoryCreatedV1, categoryId, { categoryId, name, slug: name.toLowerCase(), path: [...path] }),
  moveCategory: (
    categoryId: string,
    name: string,
    move: { readonly path: readonly string[]; readonly previousPath: readonly string[] },
  ) => {
    const category = { categoryId, name, slug: name.toLowerCase() };
    return publishEvent(productsEvents.CategoryMovedV1, categoryId, {
      ...category,
      path: [...move.path],
      previousPath: [...move.previousPath],
    });
  },
});

const sumOf = (histogram: readonly number[]): number => histogram.reduce((sum, count) => sum + count, 0);

/** Ratings are separate aggregates with the ID of the rated product or seller. */
const ratings = (harness: ContextHarness) => {
  const [ofProducts, ofSellers] = [eventPublisher(harness), eventPublisher(harness)];
  return {
    rate: ({ productId, sellerId }: Listing, histogram: readonly number[]) =>
      ofProducts(reviewsEvents.ProductRatingChangedV1, productId, {
        productId,
        sellerId,
        count: sumOf(histogram),
        histogram: [...histogram],
      }),
    rateSeller: (sellerId: string, histogram: readonly number[]) =>
      ofSellers(reviewsEvents.SellerRatingChangedV1, sellerId, { sellerId, count: sumOf(histogram), histogram: [...histogram] }),
  };
};

/** A context with functions to publish events of a shop and to search in it. */
export const startShop = async (context: ContextDefinition, variables: Readonly<Record<string, string>> = {}) => {
  const harness = await contextHarness(context, { variables });
  const publishEvent = eventPublisher(harness);
  const ask = async (variables: Readonly<Record<string, unknown>>) => {
    const { data, errors } = await harness.graph({ kind: 'guest' }, document, variables);
    return { found: data?.['productSearch'] as Found | null | undefined, errors };
  };
  const search = async (variables: Readonly<Record<string, unknown>> = {}): Promise<Found> => {
    const { found, errors } = await ask(variables);
    if (found == null) throw new Error(JSON.stringify(errors));
    return found;
  };
  return {
    harness,
    publishEvent,
    ask,
    search,
    ...products(publishEvent),
    ...categories(publishEvent),
    ...ratings(harness),
    titles: async (variables: Readonly<Record<string, unknown>> = {}): Promise<readonly string[]> =>
      (await search(variables)).edges.map(({ node }) => node.title),
    approve: (sellerId: string, name: string) =>
      publishEvent(accountsEvents.SellerApprovedV1, sellerId, { sellerId, ownerId: newId(), name, countryCode: 'DE' }),
    buy: async (lines: readonly OrderLine[]) => {
      const { orderId, created, paid } = orderOf(lines);
      await publishEvent(ordersEvents.OrderCreatedV1, orderId, created);
      await publishEvent(ordersEvents.OrderPaidV1, orderId, paid);
    },
    /** Waits until all published events are in the index. */
    settled: () => harness.running.jobs.runNow('assemble-documents'),
    stop: harness.stop,
  };
};

export type Shop = Awaited<ReturnType<typeof startShop>>;

type OrderLine = { readonly of: Listing; readonly quantity: number };

/** The data of OrderCreated and OrderPaid for a purchase. */
export const orderOf = (lines: readonly OrderLine[]) => {
  const ref = {
    orderId: newId<'Order'>(),
    checkoutId: newId<'Checkout'>(),
    buyerId: newId<'User'>(),
    sellerId: lines[0]?.of.sellerId ?? '',
  };
  const usd = (amount: string) => ({ amount, currency: 'USD' });
  const created: DataOf<typeof ordersEvents.OrderCreatedV1> = {
    ...ref,
    orderNumber: '2611-000042',
    total: usd('1000'),
    shipping: usd('0'),
    tax: usd('0'),
    items: lines.map(({ of, quantity }) => ({
      orderItemId: newId<'OrderItem'>(),
      variantId: of.variants[0]?.variantId ?? '',
      productId: of.productId,
      sku: 'SKU',
      title: of.title,
      quantity,
      unitPrice: usd('1000'),
      total: usd('1000'),
      tax: usd('0'),
    })),
  };
  const paid: DataOf<typeof ordersEvents.OrderPaidV1> = {
    ...ref,
    paymentId: newId(),
    total: usd('1000'),
    sealedAddress: 'k1.AAAA',
    countryCode: 'DE',
    shippingOptionId: 'standard',
    carrier: 'swiftpost',
    service: 'STANDARD',
    items: created.items.map(({ orderItemId, variantId, quantity }) => ({ orderItemId, variantId, quantity, weightGrams: 100 })),
  };
  return { orderId: ref.orderId, created, paid };
};
