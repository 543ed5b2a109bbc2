import { idOf, instant } from '@marketplace/kernel';
import type { ProductDocument } from './document';

type Overrides = Omit<Partial<ProductDocument>, 'categories' | 'productId' | 'sellerId'> & {
  readonly productId?: string;
  readonly sellerId?: string;
  readonly categories?: readonly { readonly id: string; readonly name: string }[];
};

/** A document with defaults for everything that a test does not mention. */
export const aDocument = ({ productId = 'p1', sellerId = 's1', categories = [], ...overrides }: Overrides): ProductDocument => ({
  sellerName: 'Seller',
  slug: 'thing',
  title: 'Thing',
  description: '',
  language: 'en',
  brand: null,
  tags: [],
  image: null,
  attributes: [],
  options: [],
  skus: ['T-1'],
  prices: [{ currency: 'USD', min: 1_000n, max: 1_000n }],
  available: true,
  rating: { count: 0, histogram: [0, 0, 0, 0, 0] },
  sellerScore: 0,
  sold: 0,
  publishedAt: instant('2026-11-21T08:30:00.000Z'),
  ...overrides,
  productId: idOf(productId),
  sellerId: idOf(sellerId),
  categories: categories.map(({ id, name }) => ({ id: idOf(id), name })),
});
