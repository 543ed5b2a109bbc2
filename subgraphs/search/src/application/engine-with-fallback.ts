import { after, isBefore, seconds, type Clock, type Instant } from '@marketplace/kernel';
import { sortsByTextScore } from './cursor-positions';
import type { CursorPosition, SearchEngine, SearchRequest } from './ports';

export type FallbackDependencies = {
  readonly primary: SearchEngine;
  /** Always available: it runs on the database that stores the documents. */
  readonly fallback: SearchEngine;
  readonly clock: Clock;
  /** True for a fault that the request caused, which says nothing about the health of the engine. */
  readonly isRequestFault: (fault: unknown) => boolean;
  /** Receives the engine that answers, and the fault of the primary engine if it has just failed. */
  readonly onAnswer: (answer: { readonly by: 'primary' | 'fallback'; readonly fault?: unknown }) => void;
};

/** The number of consecutive faults after which the primary engine is not used until the cooldown ends. */
const maxFaults = 3;
const cooldown = seconds(10);

type CircuitBreaker = {
  /** Runs the work on the primary engine; undefined if it failed or the circuit is open. */
  readonly tryPrimary: <T>(work: () => Promise<T>) => Promise<{ readonly answer: T } | undefined>;
};

const circuitBreaker = ({
  clock,
  isRequestFault: isOfRequest,
  onAnswer,
}: Omit<FallbackDependencies, 'primary' | 'fallback'>): CircuitBreaker => {
  let faults = 0;
  let openUntil: Instant | undefined;
  let isProbing = false;

  const mayTry = (): boolean => openUntil === undefined || (!isProbing && !isBefore(clock(), openUntil));

  return {
    tryPrimary: async (work) => {
      if (!mayTry()) {
        onAnswer({ by: 'fallback' });
        return undefined;
      }
      // After the cooldown, one request probes the engine; the others use the fallback until it succeeds.
      const isProbe = openUntil !== undefined;
      if (isProbe) isProbing = true;
      try {
        const answer = await work();
        faults = 0;
        openUntil = undefined;
        onAnswer({ by: 'primary' });
        return { answer };
      } catch (fault) {
        // An invalid search must not open the circuit for all other searches.
        if (!isOfRequest(fault)) faults += 1;
        if (faults >= maxFaults) openUntil = after(clock(), cooldown);
        onAnswer({ by: 'fallback', fault });
        return undefined;
      } finally {
        if (isProbe) isProbing = false;
      }
    },
  };
};

/** True for a position by text score of the primary engine. Only that engine can continue from it; both understand all others. */
const isPrimaryPosition = ({ value }: CursorPosition): boolean => !/^-?\d+$/.test(value);

/** A list by relevance that the fallback cannot continue: its last product is too far down in the fallback's order. */
export class PaginationInterrupted extends Error {
  constructor() {
    super('a list by relevance cannot be continued while its search engine is unavailable');
    this.name = 'ListCutOff';
  }
}

/** The number of hits of the fallback that are searched for the last product of a page. */
const searchDepth = 500;

/** The position of the same product in the fallback's order. The next page differs from the primary engine's, but the list continues. */
const positionInFallback = async (engine: SearchEngine, request: SearchRequest, { id }: CursorPosition): Promise<CursorPosition> => {
  const { after: _, ...beginning } = request;
  const include = { facets: false, total: false, highlights: false };
  const { hits } = await engine.search({ ...beginning, limit: searchDepth, include });
  const same = hits.find(({ document }) => document.productId === id);
  if (same === undefined) throw new PaginationInterrupted();
  return same.position;
};

/** Combines two engines: the primary answers, and the fallback while the primary fails, even in the middle of a list. */
export const engineWithFallback = (dependencies: FallbackDependencies): SearchEngine => {
  const { primary, fallback } = dependencies;
  const { tryPrimary } = circuitBreaker(dependencies);

  const either = async <T>(ask: (engine: SearchEngine) => Promise<T>): Promise<T> => {
    const answered = await tryPrimary(() => ask(primary));
    return answered === undefined ? ask(fallback) : answered.answer;
  };

  return {
    isValidPosition: (request, position) => primary.isValidPosition(request, position) || fallback.isValidPosition(request, position),
    search: async (request) => {
      const { after: position } = request;
      // A list that the fallback started while the primary was unavailable stays with the fallback.
      if (position !== undefined && sortsByTextScore(request) && !isPrimaryPosition(position)) return fallback.search(request);
      const answered = await tryPrimary(() => primary.search(request));
      if (answered !== undefined) return answered.answer;
      if (position === undefined || !isPrimaryPosition(position)) return fallback.search(request);
      return fallback.search({ ...request, after: await positionInFallback(fallback, request, position) });
    },
    suggest: (prefix, limit) => either((engine) => engine.suggest(prefix, limit)),
    didYouMean: (text) => either((engine) => engine.didYouMean(text)),
  };
};
