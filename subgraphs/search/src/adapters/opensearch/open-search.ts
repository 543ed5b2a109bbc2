import type { Client } from '@opensearch-project/opensearch';
import type { Alert } from '@marketplace/application';
import type { DocumentMirror } from '../../application/follow.job';
import type { SearchEngine } from '../../application/ports';
import { createQuery, languagesIn } from './query';
import { connect } from './connection';
import { createCorrections } from './corrections';
import { openSearchMirror } from './document-mirror';
import { isValidPosition } from './sorting';
import { createSearch } from './search';
import { createSuggestions } from './suggestions';

/** The search engine on OpenSearch. It searches the index behind the alias, and throws while there is none. */
export const openSearchEngine = (client: Client): SearchEngine => {
  const runQuery = createQuery(client);
  const languages = languagesIn(runQuery);
  return {
    isValidPosition,
    search: createSearch(runQuery, languages),
    suggest: createSuggestions(runQuery, languages),
    didYouMean: createCorrections(runQuery, languages),
  };
};

export type OpenSearch = { readonly engine: SearchEngine; readonly mirror: DocumentMirror; readonly close: () => Promise<void> };

/** Connects to OpenSearch at a URL, which can contain a user name and password. */
export const openSearch = (url: string, alert: Alert): OpenSearch => {
  const client = connect(url);
  return { engine: openSearchEngine(client), mirror: openSearchMirror({ client, alert }), close: () => client.close() };
};
