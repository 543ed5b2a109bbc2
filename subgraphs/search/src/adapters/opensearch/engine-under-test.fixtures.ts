import type { Alert } from '@marketplace/application';
import type { EngineUnderTest } from '../../application/search-engine.contract';
import { connect } from './connection';
import { alias } from './index-template';
import { openSearchMirror } from './document-mirror';
import { openSearchEngine } from './open-search';

const alert: Alert = (name, facts) => {
  throw new Error(`${name}: ${JSON.stringify(facts)}`);
};

/** A simulated cluster. */
type Server = { readonly url: string; readonly strangers: () => readonly string[]; readonly stop: () => Promise<void> };

/** The engine on a cluster of its own. */
export const openSearchUnderTest = async (server: Server): Promise<EngineUnderTest> => {
  const client = connect(server.url);
  const mirror = openSearchMirror({ client, alert });
  await mirror.create(1);
  await mirror.goLive(1, []);
  let seq = 0n;
  return {
    engine: openSearchEngine(client),
    load: async (changes) => {
      const numbered = changes.map((change) => {
        seq += 1n;
        return { ...change, seq };
      });
      await mirror.write(1, numbered);
      await client.indices.refresh({ index: alias });
    },
    stop: async () => {
      // A misspelled field name would match nothing without any error.
      expect(server.strangers().filter((field) => !field.startsWith('prices.'))).toEqual([]);
      await client.close();
      await server.stop();
    },
  };
};
