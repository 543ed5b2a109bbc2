import type { Client } from '@opensearch-project/opensearch';
import type { SearchEngine } from '../../application/ports';
import { asking, languagesIn } from './ask';
import { correcting } from './corrections';
import { isPlace } from './places';
import { searching } from './searches';
import { suggesting } from './suggestions';

/** OpenSearch as the engine: it answers from the index that the alias stands for. Throws while there is none. */
export const openSearchEngine = (client: Client): SearchEngine => {
  const ask = asking(client);
  const languages = languagesIn(ask);
  return { isPlace, search: searching(ask, languages), suggest: suggesting(ask, languages), didYouMean: correcting(ask, languages) };
};
