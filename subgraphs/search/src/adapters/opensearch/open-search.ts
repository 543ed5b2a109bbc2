import type { Client } from '@opensearch-project/opensearch';
import type { Alert } from '@marketplace/application';
import type { Mirror } from '../../application/follow.job';
import type { SearchEngine } from '../../application/ports';
import { asking, languagesIn } from './ask';
import { connect } from './connection';
import { correcting } from './corrections';
import { openSearchMirror } from './mirror';
import { isPlace } from './places';
import { searching } from './searches';
import { suggesting } from './suggestions';

/** OpenSearch as the engine: it answers from the index that the alias stands for. Throws while there is none. */
export const openSearchEngine = (client: Client): SearchEngine => {
  const ask = asking(client);
  const languages = languagesIn(ask);
  return { isPlace, search: searching(ask, languages), suggest: suggesting(ask, languages), didYouMean: correcting(ask, languages) };
};

export type OpenSearch = { readonly engine: SearchEngine; readonly mirror: Mirror; readonly close: () => Promise<void> };

/** An OpenSearch at a URL, which may hold a name and a password. */
export const openSearch = (url: string, alert: Alert): OpenSearch => {
  const client = connect(url);
  return { engine: openSearchEngine(client), mirror: openSearchMirror({ client, alert }), close: () => client.close() };
};
