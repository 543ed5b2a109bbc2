import type { Sale } from './sale';

/** Leaves room for the letters of a stock code within the 100 characters of an option. */
const longestStyle = 90;

/** How often each was seen, in the order in which they were seen first. */
type Votes<T> = Map<T, number>;

type Item = {
  readonly suffix: string;
  readonly descriptions: Votes<string>;
  readonly prices: Votes<number>;
  pieces: number;
  lines: number;
};

/** What was sold, by the number that variants share and then by their letters. */
export type Catalogue = Map<string, Map<string, Item>>;

const vote = <T>(votes: Votes<T>, choice: T): void => {
  votes.set(choice, (votes.get(choice) ?? 0) + 1);
};

/** The most frequent one; the first of several. */
const elected = <T>(votes: Votes<T>): T | undefined =>
  [...votes].reduce((best, each) => (each[1] > best[1] ? each : best), [...votes][0] ?? [undefined as T, 0])[0];

/** Takes a sale into account. */
export const note = (catalogue: Catalogue, { base, suffix, description, quantity, pence }: Sale): void => {
  const items = catalogue.get(base) ?? new Map<string, Item>();
  const item = items.get(suffix) ?? { suffix, descriptions: new Map(), prices: new Map(), pieces: 0, lines: 0 };
  vote(item.descriptions, description.toUpperCase());
  vote(item.prices, pence);
  item.pieces += quantity;
  item.lines += 1;
  catalogue.set(base, items.set(suffix, item));
};

/** WHITE HANGING HEART T-LIGHT HOLDER as a shop window has it. */
export const titleCase = (text: string): string =>
  text.toLowerCase().replace(/(^|[\s\-/("&+.])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());

const described = ({ descriptions }: Item): string => (elected(descriptions) ?? '').replace(/[\s.,]+$/, '');

/** How many words all begin with, as long as each has more to say. */
const sharedAtStart = (texts: readonly (readonly string[])[]): number => {
  const shortest = Math.min(...texts.map((words) => words.length)) - 1;
  const differing = Array.from({ length: shortest }, (_, at) => texts.some((words) => words[at] !== texts[0]?.[at])).indexOf(true);
  return differing < 0 ? shortest : differing;
};

type Named = { readonly title: string; readonly styles: readonly string[] };

/** A single word that several things share need not make them one. */
const fewestShared = 2;

/** SET OF 3 BLACK FLYING DUCKS and SET OF 3 GOLD FLYING DUCKS are "Set Of 3 Flying Ducks" in "Black" and "Gold". */
const familyOf = (texts: readonly string[]): Named | undefined => {
  const [text = ''] = texts;
  if (texts.length > 1 && texts.every((each) => each === text)) return { title: text, styles: texts.map(() => '') };
  const all = texts.map((each) => each.split(' '));
  const start = sharedAtStart(all);
  const end = sharedAtStart(all.map((words) => words.slice(start).reverse()));
  const [first = []] = all;
  if (texts.length < 2 || start + end < fewestShared) return undefined;
  const title = [...first.slice(0, start), ...first.slice(first.length - end)].join(' ');
  return { title, styles: all.map((words) => words.slice(start, words.length - end).join(' ')) };
};

const namesOf = (items: readonly Item[]): Named => {
  const texts = items.map(described);
  const most = items.reduce((best, item, at) => (item.lines > (items[best]?.lines ?? 0) ? at : best), 0);
  const { title, styles } = familyOf(texts) ?? { title: texts[most] ?? '', styles: texts };
  return { title: titleCase(title), styles: styles.map((style) => titleCase(style).slice(0, longestStyle)) };
};

/** A style that two variants share says nothing; the letters of the stock code tell them apart. */
const toldApart = (styles: readonly string[], items: readonly Item[]): readonly string[] =>
  styles.map((style, at) => {
    const suffix = items[at]?.suffix ?? '';
    const letters = suffix === '' ? 'Plain' : suffix;
    if (style === '') return letters;
    const isAlone = styles.filter((each) => each.toLowerCase() === style.toLowerCase()).length === 1;
    return isAlone ? style : `${style} (${letters})`;
  });

const pounds = (pence: number): string => (pence / 100).toFixed(2);

/** What a pound was worth around the time of the sales; an example, so that a shop of dollars can sell the things as well. */
const dollarsPerPound = 1.56;

const dollars = (pence: number): string => (Math.max(1, Math.round(pence * dollarsPerPound)) / 100).toFixed(2);

const mostPieces = 1_000_000;

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

/** The data set has no pictures, and a product on show needs one: nothing answers at the usual address. */
export const usualPictures = 'https://images.demo.test/online-retail/{code}.jpg';

/** One product for each number: its title what most lines call it, its variants told apart by their letters. */
export const productsOf = function* (catalogue: Catalogue, pictures: string): Generator<RetailProduct, void, undefined> {
  for (const [base, bySuffix] of catalogue) {
    const items = [...bySuffix.values()].sort((a, b) => (a.suffix < b.suffix ? -1 : 1));
    const { title, styles } = namesOf(items);
    const names = toldApart(styles, items);
    yield {
      handle: base,
      title,
      description: `${title}. Stock code ${items.map(({ suffix }) => base + suffix).join(', ')}.`,
      brand: 'Online Retail',
      tags: ['gifts', 'online-retail'],
      status: 'active',
      images: [{ url: pictures.replaceAll('{code}', base), alt: title }],
      variants: items.map((item, at) => {
        const pence = elected(item.prices) ?? 0;
        return {
          sku: base + item.suffix,
          options: items.length === 1 ? [] : [{ name: 'Style', value: names[at] ?? item.suffix }],
          price: { amount: pounds(pence), currency: 'GBP' },
          otherPrices: [{ price: { amount: dollars(pence), currency: 'USD' } }],
          quantity: Math.min(item.pieces, mostPieces),
        };
      }),
    };
  }
};
