import { currency, defined, fromDecimal, idOf, instant, type Instant, type Money, type VariantId } from '@marketplace/kernel';
import type { ProductCommand } from './decide';
import { productDecider } from './decide';
import type { Details, ProductEvent } from './product';
import type { Offer } from './variant';
import type { NewVariant } from './variants';

export const at: Instant = instant('2026-11-21T08:30:00.000Z');
export const later: Instant = instant('2026-11-21T09:00:00.000Z');
export const variantId = (n: number): VariantId => idOf(`variant-${n.toString()}`);
export const usd = (amount: string): Money => fromDecimal(amount, currency('USD'));

export const details: Details = {
  title: 'Trail jacket',
  description: 'Keeps the rain out.',
  language: 'en',
  tags: [],
  categoryId: idOf('category'),
  attributes: [{ name: 'Material', value: 'Wool', type: 'TEXT', searchable: true }],
  images: [{ url: 'https://img.example/jacket.jpg', alt: 'A jacket' }],
};

export const sized = (n: number, size: string, offer?: Offer): NewVariant => ({
  id: variantId(n),
  sku: `TJ-${size}`,
  options: [{ name: 'Size', value: size }],
  weightGrams: 600,
  ...defined({ offer }),
});

type Draft = { readonly details?: Partial<Details>; readonly variants?: readonly NewVariant[] };

export const create = (draft: Draft = {}): Extract<ProductCommand, { type: 'CreateProduct' }> => ({
  type: 'CreateProduct',
  id: idOf('product'),
  sellerId: idOf('seller'),
  slug: 'trail-jacket',
  details: { ...details, ...draft.details },
  variants: draft.variants ?? [sized(1, 'M', { price: usd('12.50') })],
  at,
});

/** By default, a draft with one priced variant and one image. */
export const created = (draft: Draft = {}): ProductEvent => {
  const events = productDecider.decide(create(draft), undefined);
  const [event] = 'refused' in events ? [] : events;
  if (event === undefined) throw new Error('the fixture is no valid product');
  return event;
};

export const published: ProductEvent = { type: 'ProductPublished', at };
export const unpublished: ProductEvent = { type: 'ProductUnpublished', at: later };
export const archived: ProductEvent = { type: 'ProductArchived', at: later };
