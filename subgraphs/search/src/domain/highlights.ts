import { wordsIn, type Word } from './words';

export type Snippet = { readonly text: string; readonly isMatch: boolean };

export type Highlight = { readonly field: 'TITLE' | 'DESCRIPTION'; readonly snippets: readonly Snippet[] };

/** The length of an excerpt of a description. */
const excerptLength = 160;
/** The number of characters before the first match. */
const leadingContext = 40;

/** The start of an excerpt: shortly before the first match, at the start of a word. */
const startOf = (words: readonly Word[], first: Word): number => {
  const from = first.start - leadingContext;
  return from <= 0 ? 0 : (words.find(({ start }) => start >= from)?.start ?? 0);
};

const snippetsOf = (text: string, matches: readonly Word[], [from, to]: readonly [number, number]): readonly Snippet[] => {
  const snippets: Snippet[] = [];
  let at = from;
  for (const { start, end } of matches) {
    if (start < at || end > to) continue;
    if (start > at) snippets.push({ text: text.slice(at, start), isMatch: false });
    snippets.push({ text: text.slice(start, end), isMatch: true });
    at = end;
  }
  if (at < to) snippets.push({ text: text.slice(at, to), isMatch: false });
  return snippets;
};

type Highlighted = { readonly title: string; readonly description: string };

/** Highlights the matched words in the whole title and in an excerpt of the description. A field without a match is omitted. */
export const highlightsOf = ({ title, description }: Highlighted, found: ReadonlySet<string>): readonly Highlight[] => {
  const inTitle = wordsIn(title).filter((word) => found.has(word.folded));
  const words = wordsIn(description);
  const inDescription = words.filter((word) => found.has(word.folded));
  const [first] = inDescription;
  const start = first === undefined ? 0 : startOf(words, first);
  const end = words.findLast((word) => word.end <= start + excerptLength)?.end ?? description.length;
  const stop = end === words.at(-1)?.end ? description.length : Math.max(end, first?.end ?? 0);
  return [
    ...(inTitle.length === 0 ? [] : [{ field: 'TITLE' as const, snippets: snippetsOf(title, inTitle, [0, title.length]) }]),
    ...(first === undefined ? [] : [{ field: 'DESCRIPTION' as const, snippets: snippetsOf(description, inDescription, [start, stop]) }]),
  ];
};
