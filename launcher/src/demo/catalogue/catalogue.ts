import { littleOrbit } from './little-orbit';
import { lumenAndOak } from './lumen-and-oak';
import { maisonRivage } from './maison-rivage';
import { northpeak } from './northpeak';
import type { DemoProduct, DemoSeller } from './product';
import { voltaic } from './voltaic';

export const demoShops: readonly DemoSeller[] = [northpeak, lumenAndOak, voltaic, maisonRivage, littleOrbit];

export const demoWarehouses = [
  { code: 'DE-BER-1', name: 'Berlin', countryCode: 'DE' },
  { code: 'US-NYC-1', name: 'New York', countryCode: 'US' },
] as const;

export type DemoVariant = {
  readonly sku: string;
  readonly options: readonly { readonly name: string; readonly value: string }[];
  readonly weightGrams: number;
  readonly price: { readonly amount: string; readonly currency: 'USD' };
  readonly compareAtPrice?: { readonly amount: string; readonly currency: 'USD' };
};

const usd = (cents: number): { readonly amount: string; readonly currency: 'USD' } => ({
  amount: (cents / 100).toFixed(2),
  currency: 'USD',
});

const short = (value: string): string =>
  value
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '')
    .slice(0, 8);

type Choice = DemoVariant['options'];

const combinations = ({ options }: DemoProduct): readonly Choice[] =>
  options.reduce<readonly Choice[]>(
    (sofar, [name, ...values]) => sofar.flatMap((choice) => values.map((value) => [...choice, { name, value }])),
    [[]],
  );

/** Every combination of a product's options, each with its number and price. */
export const variantsOf = (seller: DemoSeller, product: DemoProduct): readonly DemoVariant[] => {
  const number = (seller.products.indexOf(product) + 101).toString();
  return combinations(product).map((options) => {
    const extra = options.reduce((sum, { value }) => sum + (product.surcharges?.[value] ?? 0), 0);
    return {
      sku: [seller.code, number, ...options.map(({ value }) => short(value))].join('-'),
      options,
      weightGrams: product.grams,
      price: usd(product.price + extra),
      ...(product.compareAtPrice === undefined ? {} : { compareAtPrice: usd(product.compareAtPrice + extra) }),
    };
  });
};

const slugOf = (title: string): string =>
  title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** Stable image URLs. They are not served, so that a start needs no download. */
export const imagesOf = ({ title }: DemoProduct): readonly { readonly url: string; readonly alt: string }[] => [
  { url: `https://images.demo.test/products/${slugOf(title)}/front.jpg`, alt: title },
  { url: `https://images.demo.test/products/${slugOf(title)}/detail.jpg`, alt: `${title}, in detail` },
];

/** The stock of a variant in each warehouse: usually plenty, sometimes few, sometimes in one warehouse only. */
export const stockOf = (position: number): readonly number[] => {
  if (position % 17 === 5) return [3, 0];
  if (position % 11 === 7) return [0, 40];
  if (position % 7 === 3) return [60, 0];
  return [80 + (position % 5) * 20, 60 + (position % 3) * 20];
};
