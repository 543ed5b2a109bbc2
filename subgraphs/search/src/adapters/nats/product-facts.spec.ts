import fc from 'fast-check';
import { idOf, type CategoryId, type VariantId } from '@marketplace/kernel';
import {
  accountsEvents,
  inventoryEvents,
  ordersEvents,
  productsEvents,
  reviewsEvents,
  type DataOf,
  type Envelope,
  type EventContract,
} from '@marketplace/schema';
import { buildDocument, type Versioned, type ProductFacts } from '../../domain/build-document';
import type { Fact, FactData, FactKind } from '../../domain/facts';
import { productFacts } from './product-facts';

const partsOf = productFacts.read;

const uuid = (n: number): string => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const [product, seller, red, blue, clothes, jackets, sale] = [1, 2, 3, 4, 5, 6, 7].map(uuid) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];

const event = <Contract extends EventContract>(
  contract: Contract,
  aggregateId: string,
  version: number,
  data: DataOf<Contract>,
): Envelope => ({
  id: uuid(1_000 + version),
  type: contract.type,
  version: contract.version,
  context: contract.context,
  aggregate: { type: contract.aggregate, id: aggregateId, version },
  occurredAt: `2026-11-${(10 + version).toString()}T08:00:00.000Z`,
  correlationId: 'spec',
  actor: 'system:spec',
  data,
});

const usd = (amount: string) => ({ amount, currency: 'USD' });
const variant = (variantId: string, color: string, amount: string) => ({
  variantId,
  sku: `TJ-${color}`,
  options: [{ name: 'Color', value: color }],
  price: usd(amount),
  weightGrams: 500,
});
const listing = {
  productId: product,
  sellerId: seller,
  slug: 'trail-jacket',
  title: 'Trail jacket',
  categoryId: jackets,
  variants: [variant(red, 'Red', '1000'), variant(blue, 'Blue', '2000')],
};
const order = {
  orderId: uuid(20),
  checkoutId: uuid(21),
  buyerId: uuid(22),
  sellerId: seller,
};

/** The events in the order of each aggregate. */
const history: readonly Envelope[] = [
  event(productsEvents.ProductCreatedV1, product, 1, { productId: product, sellerId: seller, slug: 'x', title: 'x', categoryId: jackets }),
  event(productsEvents.ProductPublishedV1, product, 2, listing),
  event(productsEvents.PriceChangedV1, product, 3, { productId: product, variantId: red, price: usd('1500') }),
  event(productsEvents.PriceChangedV1, product, 4, { productId: product, variantId: red, price: { amount: '1400', currency: 'EUR' } }),
  event(productsEvents.ProductUnpublishedV1, product, 5, { productId: product }),
  event(productsEvents.ProductUpdatedV1, product, 6, {
    ...listing,
    title: 'Trail jacket II',
    attributes: [
      { name: 'Weight', value: '500', type: 'NUMBER', unit: 'g', searchable: true },
      { name: 'Care', value: 'Cold wash', type: 'TEXT', searchable: false },
    ],
    published: false,
  }),
  event(productsEvents.ProductPublishedV1, product, 7, { ...listing, title: 'Trail jacket II' }),
  event(productsEvents.PriceChangedV1, product, 8, { productId: product, variantId: blue, price: usd('2500') }),
  event(productsEvents.CategoryCreatedV1, clothes, 1, { categoryId: clothes, name: 'Clothes', slug: 'clothes', path: [clothes] }),
  event(productsEvents.CategoryCreatedV1, sale, 1, { categoryId: sale, name: 'Sale', slug: 'sale', path: [sale] }),
  event(productsEvents.CategoryCreatedV1, jackets, 1, { categoryId: jackets, name: 'Jackets', slug: 'jackets', path: [clothes, jackets] }),
  event(productsEvents.CategoryRenamedV1, jackets, 2, { categoryId: jackets, name: 'Coats', slug: 'jackets', path: [clothes, jackets] }),
  event(productsEvents.CategoryMovedV1, clothes, 2, {
    categoryId: clothes,
    name: 'Clothes',
    slug: 'clothes',
    path: [sale, clothes],
    previousPath: [clothes],
  }),
  event(inventoryEvents.AvailabilityChangedV1, red, 1, { variantId: red, productId: product, available: 3 }),
  event(inventoryEvents.AvailabilityChangedV1, red, 2, { variantId: red, available: 0 }),
  event(inventoryEvents.AvailabilityChangedV1, blue, 1, { variantId: blue, available: 1 }),
  event(reviewsEvents.ProductRatingChangedV1, product, 1, { productId: product, sellerId: seller, count: 1, histogram: [1, 0, 0, 0, 0] }),
  event(reviewsEvents.ProductRatingChangedV1, product, 2, { productId: product, sellerId: seller, count: 2, histogram: [1, 0, 0, 0, 1] }),
  event(reviewsEvents.SellerRatingChangedV1, seller, 1, { sellerId: seller, count: 3, histogram: [0, 0, 0, 2, 1] }),
  event(accountsEvents.SellerApprovedV1, seller, 2, { sellerId: seller, ownerId: uuid(30), name: 'Northlight', countryCode: 'DE' }),
  event(ordersEvents.OrderPaidV1, order.orderId, 2, { ...ordersEvents.OrderPaidV1.example, ...order }),
  event(ordersEvents.OrderCreatedV1, order.orderId, 1, { ...ordersEvents.OrderCreatedV1.example, ...order }),
];

/** The stored facts: the newest of each kind and key. */
const kept = (events: readonly Envelope[]): ReadonlyMap<string, Fact> => {
  const parts = new Map<string, Fact>();
  for (const part of events.flatMap(partsOf)) {
    const name = `${part.kind} ${part.key}`;
    const known = parts.get(name);
    if (known === undefined || known.version < part.version) parts.set(name, part);
  }
  return parts;
};

const factsOf = (parts: ReadonlyMap<string, Fact>): ProductFacts => {
  const of = <Kind extends FactKind>(kind: Kind): readonly (Versioned<FactData[Kind]> & { readonly subject: string })[] =>
    [...parts.values()]
      .filter((part) => part.kind === kind)
      .map(({ version, data, subject }) => ({ version, data: data as FactData[Kind], subject }));
  return {
    productId: idOf(product),
    listing: of('listing')[0],
    status: of('status')[0]?.data,
    firstPublished: of('first-published')[0]?.data,
    prices: of('price'),
    buyable: new Set(of('stock').flatMap(({ subject, data }) => (data.buyable ? [idOf<'Variant'>(subject) satisfies VariantId] : []))),
    rating: of('rating')[0]?.data,
    seller: of('seller')[0]?.data,
    sellerRating: of('seller-rating')[0]?.data,
    categories: new Map(of('category').map(({ subject, data }) => [idOf<'Category'>(subject) satisfies CategoryId, data])),
    sold:
      of('order-paid').length === 0
        ? 0
        : of('order')
            .flatMap(({ data }) => data.lines)
            .reduce((sum, { quantity }) => sum + quantity, 0),
  };
};

const byName = (parts: ReadonlyMap<string, Fact>): readonly (readonly [string, Fact])[] => [...parts].sort(([a], [b]) => (a < b ? -1 : 1));

describe('the projection of the product index', () => {
  it('keeps the newest state of a history', () => {
    expect(buildDocument(factsOf(kept(history)))).toEqual({
      productId: product,
      sellerId: seller,
      sellerName: 'Northlight',
      slug: 'trail-jacket',
      title: 'Trail jacket II',
      description: '',
      language: 'en',
      brand: null,
      tags: [],
      categories: [
        { id: sale, name: 'Sale' },
        { id: clothes, name: 'Clothes' },
        { id: jackets, name: 'Coats' },
      ],
      image: null,
      attributes: [],
      options: [{ name: 'Color', values: ['Red', 'Blue'] }],
      skus: ['TJ-Red', 'TJ-Blue'],
      // The listing of version 7 is newer than the prices of versions 3 and 4, and older than that of version 8.
      prices: [{ currency: 'USD', min: 1_000n, max: 2_500n }],
      available: true,
      rating: { count: 2, histogram: [1, 0, 0, 0, 1] },
      sellerScore: 4.3,
      sold: 2,
      publishedAt: '2026-11-12T08:00:00.000Z',
    });
  });

  it('builds the same facts and document for any order and repetition of events', () => {
    const inOrder = kept(history);
    const document = buildDocument(factsOf(inOrder));
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...history], { minLength: history.length }),
        fc.array(fc.constantFrom(...history), { maxLength: 20 }),
        (shuffled, repeated) => {
          const disturbed = kept([...shuffled, ...repeated]);
          expect(byName(disturbed)).toEqual(byName(inOrder));
          expect(buildDocument(factsOf(disturbed))).toEqual(document);
        },
      ),
    );
  });

  it('depends on the order of events without the comparison of versions', () => {
    const last = (events: readonly Envelope[]) =>
      buildDocument(factsOf(new Map(events.flatMap(partsOf).map((part) => [`${part.kind} ${part.key}`, part]))));
    expect(last([...history].reverse())).not.toEqual(last(history));
  });

  it('omits attributes that buyers cannot filter by, and adds units to numbers', () => {
    const updated = history.find(({ type }) => type === 'ProductUpdated');
    const [listingPart] = updated === undefined ? [] : partsOf(updated);
    expect(listingPart?.data).toMatchObject({ attributes: [{ name: 'Weight', value: '500 g', number: 500 }] });
  });

  it('accepts the sample of every contract that it uses', () => {
    for (const contract of productFacts.contracts) {
      const sample = event(contract, product, 1, contract.example as never);
      expect(partsOf(sample).length).toBeGreaterThan(0);
    }
  });
});
