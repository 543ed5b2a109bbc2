import type { API, Client } from '@opensearch-project/opensearch';
import { bucketsOf } from './answers';
import { callClient } from './fault';
import { alias } from './index-template';

/** A clause of a request in OpenSearch's query DSL. Typed as JSON only. */
export type Clause = Readonly<Record<string, unknown>>;

export const allOf = (filter: readonly Clause[]): Clause => (filter.length === 0 ? { match_all: {} } : { bool: { filter } });

/** A Lucene regular expression for terms with a prefix. Special characters are escaped. */
export const beginningWith = (start: string): string => `${start.replace(/[^\p{L}\p{N}]/gu, '\\$&')}.*`;

/** Searches the index behind the alias. Throws instead of returning partial results. */
export type RunQuery = (body: Clause) => Promise<unknown>;

export const createQuery =
  (client: Client): RunQuery =>
  async (body) => {
    // The client's types do not fit queries that are assembled from clauses.
    const request = { index: alias, allow_partial_search_results: false, body: body as API.Search_RequestBody };
    const answer = await callClient(client.search(request));
    return answer.body;
  };

/** The lifetime of the cached languages. A new language is searched after this time. */
const cacheMilliseconds = 10_000;
const maxLanguages = 50;

/** The analyzers of the languages that the index has products in. No others need to be searched. */
export const languagesIn = (runQuery: RunQuery): (() => Promise<readonly string[]>) => {
  let known: { readonly at: number; readonly analyzers: readonly string[] } | undefined;
  return async () => {
    if (known !== undefined && performance.now() - known.at < cacheMilliseconds) return known.analyzers;
    const body = await runQuery({
      size: 0,
      track_total_hits: false,
      aggs: { languages: { terms: { field: 'language', size: maxLanguages } } },
    });
    const { aggregations } = body as { readonly aggregations: Readonly<Record<string, unknown>> };
    const analyzers = bucketsOf(aggregations['languages']).map(({ key }) => key);
    // An empty index can be one that is being filled, so it is not cached.
    known = analyzers.length === 0 ? undefined : { at: performance.now(), analyzers };
    return analyzers;
  };
};
