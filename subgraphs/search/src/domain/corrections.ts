/** So many other ways to put a query are tried at most. */
const mostProposals = 12;

/** Other words in place of one or several, the nearest first; then the query without one of its words. */
export const proposalsOf = (words: readonly string[], near: readonly (readonly string[])[]): readonly string[] => {
  const best = words.map((word, position) => near[position]?.find((each) => each !== word) ?? word);
  const replaced = words.flatMap((_, position) =>
    (near[position] ?? []).map((other) => words.map((word, at) => (at === position ? other : word))),
  );
  const shortened = words.length < 2 ? [] : words.map((_, position) => words.filter((_word, at) => at !== position));
  const all = [best, ...replaced, ...shortened].map((each) => each.join(' '));
  return [...new Set(all)].filter((proposal) => proposal !== words.join(' ')).slice(0, mostProposals);
};
