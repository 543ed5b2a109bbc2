import type { Sale } from './sale';

/** Leaves room for the suffix of a stock code within the 100 characters of an option. */
const maxStyleLength = 90;

/** Occurrences of each value, in order of first occurrence. */
type Counts<T> = Map<T, number>;

type Item = {
  readonly suffix: string;
  readonly descriptions: Counts<string>;
  readonly prices: Counts<number>;
  units: number;
  lines: number;
};

/** The sold items, by the base of the stock code and then by its suffix. */
export type Catalogue = Map<string, Map<string, Item>>;

const increment = <T>(votes: Counts<T>, choice: T): void => {
  votes.set(choice, (votes.get(choice) ?? 0) + 1);
};

/** The most frequent value; the first one if several are equally frequent. */
const mostFrequent = <T>(votes: Counts<T>): T | undefined =>
  [...votes].reduce((best, each) => (each[1] > best[1] ? each : best), [...votes][0] ?? [undefined as T, 0])[0];

/** Adds a sale to the catalogue. */
export const addSale = (catalogue: Catalogue, { base, suffix, description, quantity, pence }: Sale): void => {
  const items = catalogue.get(base) ?? new Map<string, Item>();
  const item = items.get(suffix) ?? { suffix, descriptions: new Map(), prices: new Map(), units: 0, lines: 0 };
  increment(item.descriptions, description.toUpperCase());
  increment(item.prices, pence);
  item.units += quantity;
  item.lines += 1;
  catalogue.set(base, items.set(suffix, item));
};

/** Formats "WHITE HANGING HEART" as "White Hanging Heart". */
export const titleCase = (text: string): string =>
  text.toLowerCase().replace(/(^|[\s\-/("&+.])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());

const descriptionOf = ({ descriptions }: Item): string => (mostFrequent(descriptions) ?? '').replace(/[\s.,]+$/, '');

/** The number of leading words that all texts share; at least one word of each text remains. */
const commonPrefixLength = (texts: readonly (readonly string[])[]): number => {
  const shortest = Math.min(...texts.map((words) => words.length)) - 1;
  const differing = Array.from({ length: shortest }, (_, at) => texts.some((words) => words[at] !== texts[0]?.[at])).indexOf(true);
  return differing < 0 ? shortest : differing;
};

type ProductNames = { readonly title: string; readonly styles: readonly string[] };

/** One shared word is not enough for a common product. */
const minSharedWords = 2;

/** The common title of variants: SET OF 3 BLACK FLYING DUCKS and SET OF 3 GOLD FLYING DUCKS are "Set Of 3 Flying Ducks" in "Black" and "Gold". */
const commonTitle = (texts: readonly string[]): ProductNames | undefined => {
  const [text = ''] = texts;
  if (texts.length > 1 && texts.every((each) => each === text)) return { title: text, styles: texts.map(() => '') };
  const all = texts.map((each) => each.split(' '));
  const start = commonPrefixLength(all);
  const end = commonPrefixLength(all.map((words) => words.slice(start).reverse()));
  const [first = []] = all;
  if (texts.length < 2 || start + end < minSharedWords) return undefined;
  const title = [...first.slice(0, start), ...first.slice(first.length - end)].join(' ');
  return { title, styles: all.map((words) => words.slice(start, words.length - end).join(' ')) };
};

const namesOf = (items: readonly Item[]): ProductNames => {
  const texts = items.map(descriptionOf);
  const most = items.reduce((best, item, at) => (item.lines > (items[best]?.lines ?? 0) ? at : best), 0);
  const { title, styles } = commonTitle(texts) ?? { title: texts[most] ?? '', styles: texts };
  return { title: titleCase(title), styles: styles.map((style) => titleCase(style).slice(0, maxStyleLength)) };
};

/** Adds the suffix of the stock code to styles that are not unique. */
const distinctStyles = (styles: readonly string[], items: readonly Item[]): readonly string[] =>
  styles.map((style, at) => {
    const suffix = items[at]?.suffix ?? '';
    const letters = suffix === '' ? 'Plain' : suffix;
    if (style === '') return letters;
    const isAlone = styles.filter((each) => each.toLowerCase() === style.toLowerCase()).length === 1;
    return isAlone ? style : `${style} (${letters})`;
  });

const pounds = (pence: number): string => (pence / 100).toFixed(2);

/** The approximate exchange rate at the time of the sales, for prices in US dollars. */
const dollarsPerPound = 1.56;

const dollars = (pence: number): string => (Math.max(1, Math.round(pence * dollarsPerPound)) / 100).toFixed(2);

const maxQuantity = 1_000_000;

export type RetailProduct = {
  readonly handle: string;
  readonly title: string;
  readonly description: string;
  readonly brand: string;
  readonly tags: readonly string[];
  readonly status: 'active';
  readonly images: readonly { readonly url: string; readonly alt: string }[];
  readonly variants: readonly {
    readonly sku: string;
    readonly options: readonly { readonly name: string; readonly value: string }[];
    readonly price: { readonly amount: string; readonly currency: 'GBP' };
    readonly otherPrices: readonly { readonly price: { readonly amount: string; readonly currency: 'USD' } }[];
    readonly quantity: number;
  }[];
};

/** The default image URLs. The data set has no images, but a published product needs one; these URLs are not served. */
export const defaultPictures = 'https://images.demo.test/online-retail/{code}.jpg';

/** Yields one product per base of the stock code, with the most frequent title and one variant per suffix. */
export const productsOf = function* (catalogue: Catalogue, imageUrl: string): Generator<RetailProduct, void, undefined> {
  for (const [base, bySuffix] of catalogue) {
    const items = [...bySuffix.values()].sort((a, b) => (a.suffix < b.suffix ? -1 : 1));
    const { title, styles } = namesOf(items);
    const names = distinctStyles(styles, items);
    yield {
      handle: base,
      title,
      description: `${title}. Stock code ${items.map(({ suffix }) => base + suffix).join(', ')}.`,
      brand: 'Online Retail',
      tags: ['gifts', 'online-retail'],
      status: 'active',
      images: [{ url: imageUrl.replaceAll('{code}', base), alt: title }],
      variants: items.map((item, at) => {
        const pence = mostFrequent(item.prices) ?? 0;
        return {
          sku: base + item.suffix,
          options: items.length === 1 ? [] : [{ name: 'Style', value: names[at] ?? item.suffix }],
          price: { amount: pounds(pence), currency: 'GBP' },
          otherPrices: [{ price: { amount: dollars(pence), currency: 'USD' } }],
          quantity: Math.min(item.units, maxQuantity),
        };
      }),
    };
  }
};
