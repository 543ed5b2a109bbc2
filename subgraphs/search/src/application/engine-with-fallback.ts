import { after, isBefore, seconds, type Clock, type Instant } from '@marketplace/kernel';
import { isByFit } from './places';
import type { Place, SearchEngine, SearchRequest } from './ports';

export type FallbackParts = {
  readonly first: SearchEngine;
  /** Always there: it is next to the documents. */
  readonly second: SearchEngine;
  readonly clock: Clock;
  /** Whether a fault is about the request and says nothing of the engine. */
  readonly isOfRequest: (fault: unknown) => boolean;
  /** Who is to answer, and what was wrong with the first where it has failed just now. */
  readonly note: (answer: { readonly by: 'first' | 'second'; readonly fault?: unknown }) => void;
};

/** After so many faults in a row the first is left alone for a while. */
const mostFaults = 3;
const rest = seconds(10);

type Breaker = {
  /** Runs work that may fail; undefined where it failed, or was not tried at all. */
  readonly attempt: <T>(work: () => Promise<T>) => Promise<{ readonly answer: T } | undefined>;
};

const breaker = ({ clock, isOfRequest, note }: Omit<FallbackParts, 'first' | 'second'>): Breaker => {
  let faults = 0;
  let restsUntil: Instant | undefined;
  let isProbing = false;

  const mayTry = (): boolean => restsUntil === undefined || (!isProbing && !isBefore(clock(), restsUntil));

  return {
    attempt: async (work) => {
      if (!mayTry()) {
        note({ by: 'second' });
        return undefined;
      }
      // After a rest one goes ahead; the others wait to see how that ends.
      const isProbe = restsUntil !== undefined;
      if (isProbe) isProbing = true;
      try {
        const answer = await work();
        faults = 0;
        restsUntil = undefined;
        note({ by: 'first' });
        return { answer };
      } catch (fault) {
        // Nobody is to send the others away from an engine by a search that it cannot do.
        if (!isOfRequest(fault)) faults += 1;
        if (faults >= mostFaults) restsUntil = after(clock(), rest);
        note({ by: 'second', fault });
        return undefined;
      } finally {
        if (isProbe) isProbing = false;
      }
    },
  };
};

/** Places in the order of relevance mean something to the engine that gave them alone; all others to both. */
const isOfFirst = ({ value }: Place): boolean => !/^-?\d+$/.test(value);

/** A list in the order of relevance whose engine is away, and whose last product the other one would show far later. */
export class ListCutOff extends Error {
  constructor() {
    super('a list in the order of relevance cannot be continued while its engine is away');
    this.name = 'ListCutOff';
  }
}

/** How far the other engine is searched for the product that a page has ended with. */
const farthest = 500;

/** Where in the other engine's order the same product is. Its next page is not what the first would have shown, but it goes on. */
const placeOfSame = async (engine: SearchEngine, request: SearchRequest, { id }: Place): Promise<Place> => {
  const { after: _, ...beginning } = request;
  const wants = { facets: false, total: false, highlights: false };
  const { hits } = await engine.search({ ...beginning, limit: farthest, wants });
  const same = hits.find(({ document }) => document.productId === id);
  if (same === undefined) throw new ListCutOff();
  return same.place;
};

/** Two engines as one: the first answers, and while it fails the second does, also in the middle of a list. */
export const engineWithFallback = (parts: FallbackParts): SearchEngine => {
  const { first, second } = parts;
  const { attempt } = breaker(parts);

  const either = async <T>(ask: (engine: SearchEngine) => Promise<T>): Promise<T> => {
    const tried = await attempt(() => ask(first));
    return tried === undefined ? ask(second) : tried.answer;
  };

  return {
    isPlace: (request, place) => first.isPlace(request, place) || second.isPlace(request, place),
    search: async (request) => {
      const { after: place } = request;
      // A list that the second has begun while the first was away stays as it is.
      if (place !== undefined && isByFit(request) && !isOfFirst(place)) return second.search(request);
      const tried = await attempt(() => first.search(request));
      if (tried !== undefined) return tried.answer;
      if (place === undefined || !isOfFirst(place)) return second.search(request);
      return second.search({ ...request, after: await placeOfSame(second, request, place) });
    },
    suggest: (prefix, limit) => either((engine) => engine.suggest(prefix, limit)),
    didYouMean: (text) => either((engine) => engine.didYouMean(text)),
  };
};
