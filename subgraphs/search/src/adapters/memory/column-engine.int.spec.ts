import { setImmediate as turn } from 'node:timers/promises';
import { eventually, freshDatabase } from '@marketplace/testing';
import { searchEngineContract } from '../../application/search-engine.contract';
import { postgresUnderTest } from '../postgres/engine-under-test.fixtures';
import { indexSource } from '../postgres/index-source';
import { columnEngine } from './column-engine';
import { mirrorIndex } from './index-mirror';

searchEngineContract('PostgreSQL, mirrored in memory', async () => {
  const postgres = await postgresUnderTest(await freshDatabase('search'));
  const source = indexSource(postgres.db);
  const faults: unknown[] = [];
  const mirror = mirrorIndex({ source, maxProducts: 10_000, onFault: (error) => faults.push(error) });
  await eventually(() => mirror.current() !== undefined);
  // Only the mirror may answer searches here.
  const silent = { ...postgres.engine, search: () => Promise.reject(new Error('the mirror was not asked')) };
  const engine = columnEngine(source, mirror, silent);
  return {
    engine: {
      ...engine,
      // An answer from memory does not yield to the event loop: on a busy machine, the mirror could not refresh for seconds.
      search: async (request) => {
        await turn();
        return engine.search(request);
      },
    },
    load: async (changes) => {
      await postgres.load(changes);
      await mirror.refresh();
    },
    stop: async () => {
      await mirror.stop();
      await postgres.stop();
      expect(faults).toEqual([]);
    },
  };
});
