import { idOf, instant, type CategoryId, type ProductId, type SellerId } from '@marketplace/kernel';
import type { DocumentCategory, ProductDocument } from '../domain/document';

const id = (kind: string, number: number): string => `018f0000-0000-7000-8${kind}00-${number.toString().padStart(12, '0')}`;

export const productId = (number: number): ProductId => idOf(id('1', number));
export const sellerId = (number: number): SellerId => idOf(id('2', number));

const category = (number: number, name: string): DocumentCategory => ({ id: idOf<'Category'>(id('3', number)), name });

export const categories = {
  home: category(1, 'Home'),
  kitchen: category(2, 'Kitchen'),
  garden: category(3, 'Garden'),
  tech: category(4, 'Electronics'),
  audio: category(5, 'Audio'),
  headphones: category(6, 'Headphones'),
  books: category(7, 'Bücher'),
} satisfies Readonly<Record<string, DocumentCategory>>;

export const categoryId = (name: keyof typeof categories): CategoryId => categories[name].id;

/** A product about which nothing is remarkable. */
export const product = (number: number, changes: Partial<ProductDocument> = {}): ProductDocument => ({
  productId: productId(number),
  sellerId: sellerId(1),
  sellerName: 'Plain & Sons',
  slug: `product-${number.toString()}`,
  title: `Thing ${number.toString()}`,
  description: '',
  language: 'en',
  brand: null,
  tags: [],
  categories: [categories.home],
  image: null,
  attributes: [],
  options: [],
  skus: [`SKU-${number.toString()}`],
  prices: [{ currency: 'USD', min: 1_000n, max: 1_000n }],
  available: true,
  rating: { count: 0, histogram: [0, 0, 0, 0, 0] },
  sellerScore: 0,
  sold: 0,
  publishedAt: instant('2026-01-01T00:00:00.000Z'),
  ...changes,
});

/** The products for searches by text. */
export const texts: readonly ProductDocument[] = [
  product(1, {
    title: 'Running shoes for women',
    description: 'Light trainers with a soft sole. Made for long distances on asphalt, and for people who run every day.',
    brand: 'Stride',
    tags: ['sport'],
    options: [{ name: 'Colour', values: ['Crimson', 'Black'] }],
    sold: 40,
  }),
  product(2, { title: 'Shoe rack', description: 'Holds twelve pairs. Oak.', brand: 'Nordhem', sold: 3 }),
  product(3, {
    title: 'Wireless headphones',
    description: 'Over-ear, with noise cancelling and a case.',
    brand: 'Auris',
    categories: [categories.tech, categories.audio, categories.headphones],
    sold: 900,
  }),
  product(4, {
    title: 'Headphones stand',
    description: 'Made of walnut; also carries wireless models.',
    brand: 'Nordhem',
    categories: [categories.tech, categories.audio],
    sold: 12,
  }),
  product(5, {
    title: 'Mechanical keyboard',
    description: 'Hot-swappable switches. Comes with batteries.',
    brand: 'Tactile',
    categories: [categories.tech],
    attributes: [{ name: 'Layout', value: 'Tenkeyless' }],
    skus: ['KB-7741-X'],
  }),
  product(6, {
    title: 'Laufschuhe für Herren',
    description: 'Leicht und gut gedämpft. Für lange Strecken.',
    language: 'de',
    brand: 'Stride',
    categories: [categories.home],
  }),
  product(7, {
    title: 'Das Buch der Gärten',
    language: 'de',
    categories: [categories.books],
    description: 'Ein Bildband über Bäume und Hecken.',
  }),
  product(8, {
    title: 'Cafetière à piston',
    language: 'fr',
    categories: [categories.home, categories.kitchen],
    description: 'Verre et acier.',
  }),
  product(9, {
    title: 'Garden hose',
    categories: [categories.home, categories.garden],
    description: 'Twenty metres.',
    brand: 'Rivulet',
    sold: 5,
  }),
  product(10, {
    title: 'Garden gnome',
    categories: [categories.home, categories.garden],
    description: 'Holds a garden hose.',
    available: false,
  }),
  product(11, { title: 'Teapot', description: 'Porcelain.', categories: [categories.home, categories.kitchen], sold: 2 }),
  product(12, { title: 'Teapot', description: 'Porcelain.', categories: [categories.home, categories.kitchen], sold: 5_000 }),
  product(13, { title: 'Teapot', description: 'Porcelain.', categories: [categories.home, categories.kitchen], sold: 2, available: false }),
];

/** Repeatable chance: the same numbers in every run. */
const numbers = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

const paths: readonly (readonly DocumentCategory[])[] = [
  [categories.home],
  [categories.home, categories.kitchen],
  [categories.home, categories.garden],
  [categories.tech],
  [categories.tech, categories.audio],
  [categories.tech, categories.audio, categories.headphones],
  [],
];
// Letters that mean something to query languages, and one that is written with a mark.
const brands = ['Acme', 'Böhm', 'C.D.+ (E) [F] "G"', 'back\\slash', 'a|b&c~d#e@f', null];
const colours = ['Red', 'Blue', 'Green', 'Off-white'];
const materials = ['Oak', 'Steel', 'Glass*', '50% wool'];

/** Many different products, for all that is counted and ordered. */
export const assortment = (count: number, seed = 7): readonly ProductDocument[] => {
  const below = numbers(seed);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  return Array.from({ length: count }, (_, position) => {
    const seller = 1 + below(4);
    const min = BigInt(100 + below(20_000));
    const max = min + BigInt(below(2) * below(30_000));
    const histogram = below(4) === 0 ? [0, 0, 0, 0, 0] : [below(3), below(3), below(4), below(8), below(12)];
    const some = colours.filter(() => below(2) === 0);
    return product(1_000 + position, {
      title: `${pick(['Lamp', 'Chair', 'Lamp shade', 'Desk', 'Garden chair'])} number ${position.toString()}`,
      description: pick(['Made to last.', 'Goes with any lamp.', 'For the garden.']),
      sellerId: sellerId(seller),
      sellerName: `Seller ${seller.toString()}`,
      brand: pick(brands),
      categories: pick(paths),
      attributes: [
        ...(below(3) === 0 ? [] : [{ name: 'Material', value: pick(materials) }]),
        ...(below(2) === 0 ? [] : [{ name: 'Feet: number', value: (below(3) + 2).toString() }]),
      ],
      options: some.length === 0 ? [] : [{ name: 'Colour', values: some }],
      prices: [
        ...(below(6) === 0 ? [] : [{ currency: 'USD', min, max }]),
        ...(below(2) === 0 ? [] : [{ currency: 'EUR', min: (min * 9n) / 10n, max: (max * 9n) / 10n }]),
        ...(below(4) === 0 ? [{ currency: 'JPY', min: min * 2n, max: max * 2n }] : []),
      ],
      available: below(3) > 0,
      rating: { count: histogram.reduce((sum, votes) => sum + votes, 0), histogram },
      sellerScore: below(51) / 10,
      sold: below(3) === 0 ? 0 : below(400),
      publishedAt: instant(1_760_000_000_000 + below(50) * 86_400_000),
    });
  });
};
