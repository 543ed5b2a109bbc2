import { migrate, openDatabase } from '@marketplace/platform';
import type { EngineUnderTest } from '../../application/search-engine.contract';
import { facetDictionary } from './facet-dictionary';
import { liveVersion } from './live-version';
import { ReadModels1700000001000 } from './migrations/1700000001000-read-models';
import { ProductIndex1700000002000 } from './migrations/1700000002000-product-index';
import { putDocuments } from './product-rows';
import { postgresSearchEngine } from './search-engine';

type EmptyDatabase = { readonly url: string; readonly drop: () => Promise<void> };

/** The engine on a database that nobody else uses. */
export const postgresUnderTest = async (database: EmptyDatabase): Promise<EngineUnderTest> => {
  const options = { name: 'search', url: database.url, poolSize: 2 };
  await migrate(options, [ReadModels1700000001000, ProductIndex1700000002000]);
  const db = await openDatabase(options);
  const dictionary = facetDictionary();
  return {
    engine: postgresSearchEngine(db, liveVersion(db)),
    load: async (changes) => {
      const assembled = changes.map((change) => ({ ...change, shelves: [] }));
      const numbering = dictionary.begin();
      await db.dataSource.transaction((manager) => putDocuments({ manager, version: 1, numbering }, assembled));
      numbering.committed();
    },
    stop: async () => {
      await db.close();
      await database.drop();
    },
  };
};
