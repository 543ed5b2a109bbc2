/** The names in the template. The aggregate has two words, so that every spelling is different. */
const template = { context: 'workitems', singular: ['work', 'item'], plural: ['work', 'items'] } as const;

type Words = readonly string[];

export type NewContext = { readonly context: string; readonly aggregate: string };

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

/** The spellings of a name in code, files, tables, constants and texts. */
const spellings = (words: Words): readonly string[] => {
  const pascal = words.map(capital).join('');
  const camel = `${pascal.charAt(0).toLowerCase()}${pascal.slice(1)}`;
  const [spaced, snake] = [words.join(' '), words.join('_')];
  return [pascal, camel, words.join('-'), snake, snake.toUpperCase(), spaced, capital(spaced)];
};

const wordsOf = (pascal: string): Words => pascal.split(/(?<=[a-z0-9])(?=[A-Z])/).map((word) => word.toLowerCase());

const pluralOf = (words: Words): Words => {
  const last = words.at(-1) ?? '';
  const many = /[^aeiou]y$/.test(last) ? `${last.slice(0, -1)}ies` : /(s|x|z|ch|sh)$/.test(last) ? `${last}es` : `${last}s`;
  return [...words.slice(0, -1), many];
};

/** The default aggregate of a context: `Wishlist` for `wishlists`. */
export const aggregateOf = (context: string): string => {
  const singular = context.replace(/ies$/, 'y').replace(/(s|x|z|ch|sh)es$/, '$1');
  return capital(singular === context ? context.replace(/s$/, '') : singular);
};

/** The singular and plural identifiers of an aggregate. */
export const identifiersOf = (aggregate: string): readonly string[] => {
  const words = wordsOf(aggregate);
  return [words, pluralOf(words)].flatMap((each) => spellings(each).slice(0, 2));
};

/** The table of an aggregate. */
export const tableOf = (aggregate: string): string => pluralOf(wordsOf(aggregate)).join('_');

/** Replaces the template's names in texts and paths. */
export const renamer = ({ context, aggregate }: NewContext): ((text: string) => string) => {
  const words = wordsOf(aggregate);
  const pairs = [
    [template.context, context] as const,
    ...[[template.plural, pluralOf(words)] as const, [template.singular, words] as const].flatMap(([before, after]) =>
      spellings(before).map((spelling, index) => [spelling, spellings(after)[index] ?? ''] as const),
    ),
  ];
  const replacements = new Map<string, string>(pairs);
  // In one pass: a new name may contain one of the template's. Longer spellings first.
  const known = [...replacements.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(`(\\b[Aa] )?(${known.join('|')})`, 'g');
  return (text) =>
    text.replace(pattern, (_, article: string | undefined, found: string) => {
      const name = replacements.get(found) ?? found;
      if (article === undefined) return name;
      return `${article.trim()}${/^[aeiou]/i.test(name) ? 'n' : ''} ${name}`;
    });
};
