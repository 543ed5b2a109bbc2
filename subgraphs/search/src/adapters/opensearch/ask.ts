import type { API, Client } from '@opensearch-project/opensearch';
import { bucketsOf } from './answers';
import { calling } from './fault';
import { alias } from './index-template';

/** A piece of a request. Its grammar is OpenSearch's, its types say no more than that it is JSON. */
export type Clause = Readonly<Record<string, unknown>>;

export const allOf = (filter: readonly Clause[]): Clause => (filter.length === 0 ? { match_all: {} } : { bool: { filter } });

/** What begins with a text, as an expression of Lucene: every letter that could mean something stands for itself. */
export const beginningWith = (start: string): string => `${start.replace(/[^\p{L}\p{N}]/gu, '\\$&')}.*`;

/** Searches the version that the alias stands for, and throws rather than answer with a part of what there is. */
export type Ask = (body: Clause) => Promise<unknown>;

export const asking =
  (client: Client): Ask =>
  async (body) => {
    // The client's types know every query there is, and none that is put together.
    const request = { index: alias, allow_partial_search_results: false, body: body as API.Search_RequestBody };
    const answer = await calling(client.search(request));
    return answer.body;
  };

/** A language that nothing was written in before is searched after this long. */
const freshMilliseconds = 10_000;
const mostLanguages = 50;

/** The analyzers of the languages that there are products in; what is in none of them need not be asked for. */
export const languagesIn = (ask: Ask): (() => Promise<readonly string[]>) => {
  let known: { readonly at: number; readonly analyzers: readonly string[] } | undefined;
  return async () => {
    if (known !== undefined && performance.now() - known.at < freshMilliseconds) return known.analyzers;
    const body = await ask({
      size: 0,
      track_total_hits: false,
      aggs: { languages: { terms: { field: 'language', size: mostLanguages } } },
    });
    const { aggregations } = body as { readonly aggregations: Readonly<Record<string, unknown>> };
    const analyzers = bucketsOf(aggregations['languages']).map(({ key }) => key);
    // An index that is empty may be one that is being filled.
    known = analyzers.length === 0 ? undefined : { at: performance.now(), analyzers };
    return analyzers;
  };
};
