import { idOf, instant, seconds, after as later, type Instant } from '@marketplace/kernel';
import { engineWithFallback, ListCutOff } from './engine-with-fallback';
import type { Hit, SearchEngine, SearchRequest, SearchResult } from './ports';
import { product, productId } from './search-engine.fixtures';

const request: SearchRequest = {
  text: 'lamp',
  language: 'en',
  filters: {},
  currency: 'USD',
  sort: 'RELEVANCE',
  limit: 2,
  wants: { facets: false, total: true, highlights: false },
};

const hit = (number: number, value: string): Hit => ({
  document: product(number),
  place: { value, id: productId(number) },
  highlights: [],
});

const result = (...hits: readonly Hit[]): SearchResult => ({ hits, hasMore: false, total: hits.length, facets: [] });

/** An engine that fails while told to, and remembers what it was asked. */
const engine = (name: string, found: readonly Hit[] = []) => {
  const asked: SearchRequest[] = [];
  const state: { fault: string | undefined } = { fault: undefined };
  const answer = <T>(value: T): Promise<T> => (state.fault === undefined ? Promise.resolve(value) : Promise.reject(new Error(state.fault)));
  const made: SearchEngine = {
    isPlace: (_, { value }) => value.startsWith('s') === (name === 'first'),
    search: (each) => {
      asked.push(each);
      return answer(result(...found));
    },
    suggest: () => answer([{ text: name, kind: 'QUERY' as const }]),
    didYouMean: () => answer(name),
  };
  return { engine: made, asked, fail: (fails: boolean, fault = 'away') => void (state.fault = fails ? fault : undefined) };
};

const pair = (found: readonly Hit[] = []) => {
  const [first, second] = [engine('first'), engine('second', found)];
  const notes: string[] = [];
  let now: Instant = instant('2026-11-21T12:00:00.000Z');
  const both = engineWithFallback({
    first: first.engine,
    second: second.engine,
    clock: () => now,
    isOfRequest: (fault) => fault instanceof Error && fault.message === 'too much',
    note: ({ by, fault }) => notes.push(fault === undefined ? by : `${by} after a fault`),
  });
  return { both, first, second, notes, wait: (count: number) => void (now = later(now, seconds(count))) };
};

describe('two search engines', () => {
  it('ask the first while it answers', async () => {
    const { both, second, notes } = pair();
    expect(await both.didYouMean('lmap')).toBe('first');
    expect(await both.suggest('la', 3)).toEqual([{ text: 'first', kind: 'QUERY' }]);
    await both.search(request);
    expect(second.asked).toEqual([]);
    expect(notes).toEqual(['first', 'first', 'first']);
  });

  it('ask the second for what the first fails at', async () => {
    const { both, first, notes } = pair([hit(1, '7')]);
    first.fail(true);
    expect((await both.search(request)).hits).toEqual([hit(1, '7')]);
    expect(await both.suggest('la', 3)).toEqual([{ text: 'second', kind: 'QUERY' }]);
    expect(notes).toEqual(['second after a fault', 'second after a fault']);
  });

  it('leave the first alone after three faults in a row, and try it again later, one request ahead of the others', async () => {
    const { both, first, notes, wait } = pair();
    first.fail(true);
    for (let turn = 0; turn < 5; turn += 1) await both.search(request);
    expect(first.asked).toHaveLength(3);
    wait(9);
    await both.search(request);
    expect(first.asked).toHaveLength(3);
    wait(1);
    await Promise.all([both.search(request), both.search(request)]);
    expect(first.asked).toHaveLength(4);
    await both.search(request);
    expect(first.asked).toHaveLength(4);
    first.fail(false);
    wait(10);
    await both.search(request);
    await both.search(request);
    expect(first.asked).toHaveLength(6);
    expect(notes.at(-1)).toBe('first');
  });

  it('do not leave the first alone for searches that it cannot do', async () => {
    const { both, first } = pair();
    first.fail(true, 'too much');
    for (let turn = 0; turn < 5; turn += 1) await both.search(request);
    expect(first.asked).toHaveLength(5);
  });

  it('say so when the second fails as well', async () => {
    const { both, first, second } = pair();
    first.fail(true);
    second.fail(true);
    await expect(both.search(request)).rejects.toThrow('away');
  });

  it('go on with a list behind the same product when the first goes away in the middle of it', async () => {
    const { both, first, second } = pair([hit(5, '90'), hit(6, '80'), hit(7, '70')]);
    first.fail(true);
    await both.search({ ...request, after: { value: 's1.25', id: productId(6) } });
    expect(second.asked.at(-1)?.after).toEqual({ value: '80', id: productId(6) });
  });

  it('give up a list in the order of relevance when the other one does not have the product', async () => {
    const { both, first } = pair([hit(5, '90')]);
    first.fail(true);
    await expect(both.search({ ...request, after: { value: 's1.25', id: idOf('other') } })).rejects.toThrow(ListCutOff);
  });

  it('go on with places that mean the same to both', async () => {
    const { both, first, second } = pair();
    first.fail(true);
    const place = { value: '1999', id: productId(6) };
    await both.search({ ...request, sort: 'PRICE_ASC', after: place });
    expect(second.asked).toEqual([{ ...request, sort: 'PRICE_ASC', after: place }]);
  });

  it('take places of either, and no others', () => {
    const { both } = pair();
    const taken = ['s1.25', '80'].map((value) => both.isPlace(request, { value, id: productId(6) }));
    expect(taken).toEqual([true, true]);
  });

  it('let the second finish a list in the order of relevance that it has begun', async () => {
    const { both, first, second } = pair();
    await both.search({ ...request, after: { value: '80', id: productId(6) } });
    expect([first.asked.length, second.asked.length]).toEqual([0, 1]);
  });
});
