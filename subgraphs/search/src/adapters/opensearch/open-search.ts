import type { SearchEngine } from '../../application/ports';
import type { Mirror } from '../../application/follow.job';
import { connect } from './connection';
import { openSearchMirror, type MirrorOptions } from './mirror';
import { openSearchEngine } from './search-engine';

export type OpenSearch = { readonly engine: SearchEngine; readonly mirror: Mirror; readonly close: () => Promise<void> };

/** An OpenSearch at a URL, which may hold a name and a password. */
export const openSearch = (url: string, report: MirrorOptions['report']): OpenSearch => {
  const client = connect(url);
  return { engine: openSearchEngine(client), mirror: openSearchMirror({ client, report }), close: () => client.close() };
};
