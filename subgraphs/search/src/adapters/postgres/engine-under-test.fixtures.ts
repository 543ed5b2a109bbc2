import { join } from 'node:path';
import { migrate, migrationsIn, openDatabase, type Database } from '@marketplace/platform';
import type { EngineUnderTest } from '../../application/search-engine.contract';
import { facetDictionary } from './facet-dictionary';
import { writeDocuments } from './product-rows';
import { postgresSearchEngine } from './search-engine';
import * as tables from './tables';
import { liveVersion } from './versions';

export type EmptyDatabase = { readonly url: string; readonly drop: () => Promise<void> };

/** Opens a database with the tables of search, as several replicas do. */
export const searchDatabases = async ({ url }: EmptyDatabase, replicas: number, poolSize: number): Promise<readonly Database[]> => {
  const options = { name: 'search', url, poolSize, tables };
  await migrate(options, migrationsIn(join(__dirname, 'migrations')));
  return Promise.all(Array.from({ length: replicas }, () => openDatabase(options)));
};

/** Opens a database with the tables of search. */
export const searchDatabase = async (database: EmptyDatabase, poolSize: number): Promise<Database> => {
  const [db] = await searchDatabases(database, 1, poolSize);
  if (db === undefined) throw new Error('there is no database');
  return db;
};

/** The engine on a database of its own. */
export const postgresUnderTest = async (database: EmptyDatabase): Promise<EngineUnderTest & { readonly db: Database }> => {
  const db = await searchDatabase(database, 2);
  const dictionary = facetDictionary();
  return {
    db,
    engine: postgresSearchEngine(db, liveVersion(db)),
    load: async (changes) => {
      const assembled = changes.map((change) => ({ ...change, categoryIds: [] }));
      const numbering = dictionary.begin();
      await db.dataSource.transaction((manager) => writeDocuments({ manager, version: 1, numbering }, assembled));
      numbering.committed();
    },
    stop: async () => {
      await db.close();
      await database.drop();
    },
  };
};
