/** Deterministic fake products: the same number always creates the same product. */
const brands = ['Northpeak', 'Voltaic', 'Lumen', 'Rivage', 'Orbit', 'Halden', 'Kestrel', 'Marlow', 'Tansy', 'Quill'];
const materials = ['wool', 'cotton', 'linen', 'steel', 'oak', 'leather', 'silk', 'bamboo', 'glass', 'copper', 'ceramic', 'denim'];
const colours = ['red', 'blue', 'green', 'black', 'white', 'amber', 'violet', 'grey'];
const uses = ['hiking', 'travel', 'kitchen', 'office', 'garden', 'winter', 'summer', 'children', 'running', 'camping', 'reading', 'party'];
const things = [
  'jacket',
  'lamp',
  'kettle',
  'backpack',
  'blanket',
  'chair',
  'mug',
  'scarf',
  'tent',
  'clock',
  'notebook',
  'basket',
  'pillow',
  'boots',
  'umbrella',
  'headphones',
  'candle',
  'wallet',
  'bottle',
  'speaker',
  'gloves',
  'teapot',
  'mirror',
  'rug',
  'belt',
];
const sizes = ['S', 'M', 'L'];

const of = (list: readonly string[], number: number): string => list[number % list.length] ?? '';

/** A line of a file for productsImport. */
export const productLine = (number: number, categorySlugs: readonly string[]): string => {
  // Step widths without a common divisor, so that lists do not repeat in parallel.
  const [brand, material, colour] = [of(brands, number * 7), of(materials, number * 5 + 1), of(colours, number * 3 + 2)];
  const [use, thing] = [of(uses, Math.floor(number / 5) * 11), of(things, number)];
  const price = ((number * 37) % 19_900) + 100;
  const amount = (cents: number): string => (cents / 100).toFixed(2);
  return JSON.stringify({
    handle: `ware-${number.toString()}`,
    title: `${brand} ${colour} ${material} ${thing} for ${use}`,
    description: `A ${thing} of ${material}, made for ${use} and for everything else. It comes in ${colour}, lasts for years, and is number ${number.toString()} of its kind.`,
    brand,
    tags: [use, thing],
    categorySlug: of(categorySlugs, number),
    status: 'active',
    images: [{ url: `https://images.example/ware-${number.toString()}.jpg`, alt: `A ${colour} ${thing}` }],
    attributes: [
      { name: 'Material', value: material, type: 'TEXT', searchable: true },
      { name: 'Use', value: use, type: 'TEXT', searchable: true },
    ],
    variants: sizes.map((size, position) => ({
      sku: `W${number.toString()}-${size}`,
      options: [
        { name: 'Size', value: size },
        { name: 'Colour', value: colour },
      ],
      weightGrams: 300,
      price: { amount: amount(price + position * 100), currency: 'USD' },
      quantity: (number * 3 + position) % 4 === 0 ? 0 : 50,
    })),
  });
};

/** Realistic search texts, without repetition until all combinations are used. */
export const fakeSearches = (count: number): readonly Readonly<Record<string, unknown>>[] =>
  Array.from({ length: count }, (_, number) => {
    const words = [of(things, number * 3), of(colours, number), of(materials, number * 7), of(uses, number * 5)];
    const query = words.slice(0, 1 + (number % 3)).join(' ');
    const filters = [
      {},
      { available: true },
      { price: { max: '120.00', currency: 'USD' } },
      { attributes: [{ name: 'Material', values: [of(materials, number), of(materials, number + 1)] }] },
      { options: [{ name: 'Size', values: ['M'] }], brands: [of(brands, number), of(brands, number + 3)] },
    ];
    const sorts = ['RELEVANCE', 'RELEVANCE', 'PRICE_ASC', 'BEST_SELLING'];
    return { query, first: 24, filters: filters[number % filters.length], sort: of(sorts, Math.floor(number / 2)) };
  });

/** Prefixes that users have typed when they pause. */
export const fakePrefixes = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, number) => {
    const [first, second] = [of(number % 2 === 0 ? things : brands, number * 3), of(materials, number)];
    return number % 3 === 0 ? `${first.toLowerCase()} ${second.slice(0, 2)}` : first.toLowerCase().slice(0, 2 + (number % 4));
  });
