import { demoEnv } from '../client/env';
import { requireMarketplace } from '../client/graph-client';
import { exitWithError } from '../command/exit-with-error';
import { operationOf, sendOperation } from './operation';

const main = async (): Promise<void> => {
  const operation = operationOf(process.argv.slice(3));
  const { url } = demoEnv();
  await requireMarketplace(url, 'graphql');
  await sendOperation(url, operation, (data) => console.log(JSON.stringify(data, null, 2)));
};

main().catch(exitWithError);
