import { freshDatabase } from '@marketplace/testing';
import { searchEngineContract } from '../../application/search-engine.contract';
import { postgresUnderTest } from './engine-under-test.fixtures';

searchEngineContract('PostgreSQL', async () => postgresUnderTest(await freshDatabase('search')));
