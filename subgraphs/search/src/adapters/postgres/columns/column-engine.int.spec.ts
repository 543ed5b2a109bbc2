import { migrate, openDatabase } from '@marketplace/platform';
import { eventually, freshDatabase } from '@marketplace/testing';
import { searchEngineContract } from '../../../application/search-engine.contract';
import { facetDictionary } from '../facet-dictionary';
import { liveVersion } from '../live-version';
import { ReadModels1700000001000 } from '../migrations/1700000001000-read-models';
import { ProductIndex1700000002000 } from '../migrations/1700000002000-product-index';
import { putDocuments } from '../product-rows';
import { postgresSearchEngine } from '../search-engine';
import { columnEngine } from './column-engine';
import { mirrorIndex } from './mirror';

searchEngineContract('PostgreSQL, mirrored in memory', async () => {
  const database = await freshDatabase('search');
  const options = { name: 'search', url: database.url, poolSize: 2 };
  await migrate(options, [ReadModels1700000001000, ProductIndex1700000002000]);
  const db = await openDatabase(options);
  const dictionary = facetDictionary();
  const faults: unknown[] = [];
  const mirror = mirrorIndex({ db, mostProducts: 10_000, onFault: (error) => faults.push(error) });
  await eventually(() => mirror.current() !== undefined);
  const postgres = postgresSearchEngine(db, liveVersion(db));
  // Nothing but the mirror may answer a search here.
  const silent = { ...postgres, search: () => Promise.reject(new Error('the mirror was not asked')) };
  return {
    engine: columnEngine(db, mirror, silent),
    load: async (changes) => {
      const assembled = changes.map((change) => ({ ...change, shelves: [] }));
      const numbering = dictionary.begin();
      await db.dataSource.transaction((manager) => putDocuments({ manager, version: 1, numbering }, assembled));
      numbering.committed();
      await mirror.wake();
    },
    stop: async () => {
      await mirror.stop();
      await db.close();
      await database.drop();
      expect(faults).toEqual([]);
    },
  };
});
