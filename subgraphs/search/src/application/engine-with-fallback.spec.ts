import { idOf, instant, seconds, after as later, type Instant } from '@marketplace/kernel';
import { engineWithFallback, PaginationInterrupted } from './engine-with-fallback';
import type { Hit, SearchEngine, SearchRequest, SearchResult } from './ports';
import { product, productId } from './search-engine.fixtures';

const request: SearchRequest = {
  text: 'lamp',
  language: 'en',
  filters: {},
  currency: 'USD',
  sort: 'RELEVANCE',
  limit: 2,
  include: { facets: false, total: true, highlights: false },
};

const hit = (number: number, value: string): Hit => ({
  document: product(number),
  position: { value, id: productId(number) },
  highlights: [],
});

const result = (...hits: readonly Hit[]): SearchResult => ({ hits, hasMore: false, total: hits.length, facets: [] });

/** An engine that can be made to fail, and records its requests. */
const engine = (name: string, found: readonly Hit[] = []) => {
  const asked: SearchRequest[] = [];
  const state: { fault: string | undefined } = { fault: undefined };
  const answer = <T>(value: T): Promise<T> => (state.fault === undefined ? Promise.resolve(value) : Promise.reject(new Error(state.fault)));
  const made: SearchEngine = {
    isValidPosition: (_, { value }) => value.startsWith('s') === (name === 'primary'),
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
  const [primary, fallback] = [engine('primary'), engine('fallback', found)];
  const answers: string[] = [];
  let now: Instant = instant('2026-11-21T12:00:00.000Z');
  const both = engineWithFallback({
    primary: primary.engine,
    fallback: fallback.engine,
    clock: () => now,
    isRequestFault: (fault) => fault instanceof Error && fault.message === 'too much',
    onAnswer: ({ by, fault }) => answers.push(fault === undefined ? by : `${by} after a fault`),
  });
  return { both, primary, fallback, answers, wait: (count: number) => void (now = later(now, seconds(count))) };
};

describe('two search engines', () => {
  it('use the primary while it answers', async () => {
    const { both, fallback, answers } = pair();
    expect(await both.didYouMean('lmap')).toBe('primary');
    expect(await both.suggest('la', 3)).toEqual([{ text: 'primary', kind: 'QUERY' }]);
    await both.search(request);
    expect(fallback.asked).toEqual([]);
    expect(answers).toEqual(['primary', 'primary', 'primary']);
  });

  it('use the fallback for a search that the primary fails to answer', async () => {
    const { both, primary, answers } = pair([hit(1, '7')]);
    primary.fail(true);
    expect((await both.search(request)).hits).toEqual([hit(1, '7')]);
    expect(await both.suggest('la', 3)).toEqual([{ text: 'fallback', kind: 'QUERY' }]);
    expect(answers).toEqual(['fallback after a fault', 'fallback after a fault']);
  });

  it('skip the primary after three consecutive faults, and probe it later with one request', async () => {
    const { both, primary, answers, wait } = pair();
    primary.fail(true);
    for (let turn = 0; turn < 5; turn += 1) await both.search(request);
    expect(primary.asked).toHaveLength(3);
    wait(9);
    await both.search(request);
    expect(primary.asked).toHaveLength(3);
    wait(1);
    await Promise.all([both.search(request), both.search(request)]);
    expect(primary.asked).toHaveLength(4);
    await both.search(request);
    expect(primary.asked).toHaveLength(4);
    primary.fail(false);
    wait(10);
    await both.search(request);
    await both.search(request);
    expect(primary.asked).toHaveLength(6);
    expect(answers.at(-1)).toBe('primary');
  });

  it('do not skip the primary because of invalid searches', async () => {
    const { both, primary } = pair();
    primary.fail(true, 'too much');
    for (let turn = 0; turn < 5; turn += 1) await both.search(request);
    expect(primary.asked).toHaveLength(5);
  });

  it('fail when the fallback fails as well', async () => {
    const { both, primary, fallback } = pair();
    primary.fail(true);
    fallback.fail(true);
    await expect(both.search(request)).rejects.toThrow('away');
  });

  it('continue a list after the same product when the primary becomes unavailable', async () => {
    const { both, primary, fallback } = pair([hit(5, '90'), hit(6, '80'), hit(7, '70')]);
    primary.fail(true);
    await both.search({ ...request, after: { value: 's1.25', id: productId(6) } });
    expect(fallback.asked.at(-1)?.after).toEqual({ value: '80', id: productId(6) });
  });

  it('abort a list by relevance when the fallback does not find the product', async () => {
    const { both, primary } = pair([hit(5, '90')]);
    primary.fail(true);
    await expect(both.search({ ...request, after: { value: 's1.25', id: idOf('other') } })).rejects.toThrow(PaginationInterrupted);
  });

  it('continue from positions that both understand', async () => {
    const { both, primary, fallback } = pair();
    primary.fail(true);
    const position = { value: '1999', id: productId(6) };
    await both.search({ ...request, sort: 'PRICE_ASC', after: position });
    expect(fallback.asked).toEqual([{ ...request, sort: 'PRICE_ASC', after: position }]);
  });

  it('accept positions of either engine, and no others', () => {
    const { both } = pair();
    const taken = ['s1.25', '80'].map((value) => both.isValidPosition(request, { value, id: productId(6) }));
    expect(taken).toEqual([true, true]);
  });

  it('let the fallback finish a list by relevance that it has started', async () => {
    const { both, primary, fallback } = pair();
    await both.search({ ...request, after: { value: '80', id: productId(6) } });
    expect([primary.asked.length, fallback.asked.length]).toEqual([0, 1]);
  });
});
