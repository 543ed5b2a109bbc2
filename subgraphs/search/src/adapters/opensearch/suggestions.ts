import { z } from 'zod';
import { defined } from '@marketplace/kernel';
import type { Suggestion } from '../../application/ports';
import { shareSlots } from '../../application/search-results';
import { wordsIn } from '../../domain/words';
import { bucketsOf } from './answers';
import { beginningWith, type RunQuery, type Clause } from './query';
import { textClause } from './text-clauses';

/** The limits of suggested brands and categories, and of completions. */
const maxNames = 3;
const maxCompletions = 20;

const startingWith = (start: string): string => beginningWith(JSON.stringify([start]).slice(0, -2));

const names = (kind: 'brand' | 'category', whole: string): Clause => ({
  terms: { field: `names.${kind}`, size: maxNames, include: startingWith(whole) },
});

/** Builds one request: names with this prefix, completions of the last word that occur with the others, and products by title. */
const bodyOf = (words: readonly string[], analyzers: readonly string[], limit: number): Clause => {
  const last = words.at(-1) ?? '';
  const earlier = words.slice(0, -1);
  const before = earlier.length === 0 ? [] : [textClause(earlier.join(' '), analyzers, 'strict')];
  const scope = (field: string): Clause => ({ bool: { filter: [{ prefix: { [field]: last } }, ...before] } });
  return {
    size: limit,
    track_total_hits: false,
    query: { match_all: {} },
    post_filter: scope('titleWords'),
    sort: [{ popularity: { order: 'desc' } }, { productId: { order: 'asc' } }],
    _source: ['card'],
    aggs: {
      brand: names('brand', words.join(' ')),
      category: names('category', words.join(' ')),
      completions: {
        filter: scope('vocabulary'),
        aggs: { words: { terms: { field: 'vocabulary', size: maxCompletions, include: beginningWith(last) } } },
      },
    },
  };
};

const answerShape = z.object({
  hits: z.object({ hits: z.array(z.object({ _source: z.object({ card: z.object({ productId: z.string(), title: z.string() }) }) })) }),
  aggregations: z.object({ brand: z.unknown(), category: z.unknown(), completions: z.object({ words: z.unknown() }) }),
});

const nameShape = z.tuple([z.string(), z.string(), z.string().nullable()]);

const namesOf = (kind: 'BRAND' | 'CATEGORY', aggregation: unknown): readonly (Suggestion & { readonly count: number })[] =>
  bucketsOf(aggregation).map(({ key, count }) => {
    const [, text, id] = nameShape.parse(JSON.parse(key));
    return { text, kind, ...defined({ id: id ?? undefined }), count };
  });

export const createSuggestions =
  (runQuery: RunQuery, languages: () => Promise<readonly string[]>) =>
  async (prefix: string, limit: number): Promise<readonly Suggestion[]> => {
    const words = wordsIn(prefix).map((word) => word.folded);
    const analyzers = await languages();
    if (words.length === 0 || analyzers.length === 0) return [];
    const { hits, aggregations } = answerShape.parse(await runQuery(bodyOf(words, analyzers, limit)));
    const named = [...namesOf('CATEGORY', aggregations.category), ...namesOf('BRAND', aggregations.brand)]
      .sort((a, b) => b.count - a.count)
      .slice(0, maxNames);
    // Categories first, then brands.
    const inOrder = (['CATEGORY', 'BRAND'] as const).flatMap((kind) => named.filter((name) => name.kind === kind));
    const queries = bucketsOf(aggregations.completions.words).map(({ key }): Suggestion => ({
      text: [...words.slice(0, -1), key].join(' '),
      kind: 'QUERY',
    }));
    const products = hits.hits.map(({ _source: { card } }): Suggestion => ({ text: card.title, kind: 'PRODUCT', id: card.productId }));
    return shareSlots([...inOrder.map(({ count: _, ...name }) => name), ...queries], products, limit);
  };
