import { startOpenSearch } from '@marketplace/simulators';
import { searchEngineContract } from '../../application/search-engine.contract';
import { openSearchUnderTest } from './engine-under-test.fixtures';

const credentials = { username: 'search', password: 'not/a:secret' };

searchEngineContract('OpenSearch', async () => openSearchUnderTest(await startOpenSearch({ port: 0, credentials })));
