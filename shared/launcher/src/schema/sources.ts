import { connectBroker, contextEnvironment, createLog, parseEnv, startContext } from '@marketplace/platform';
import { contexts } from '../contexts';
import { loadContexts, type LoadedContext } from '../load-context';
import { provision, unprovision } from '../provision';
import { newSecrets } from '../secrets';

export type ServerUrls = { readonly databaseUrl: string; readonly natsUrl: string };

/** The SDL of every subgraph, by name, as the running contexts give it. */
export type SubgraphSdls = ReadonlyMap<string, string>;

// Nothing calls them: a context only has to start to say what its graph is.
const nowhere = 'http://127.0.0.1:9';

/** Starts each context on databases of its own that are dropped afterwards, and asks what its subgraph looks like. */
export const readSubgraphs = async ({ databaseUrl, natsUrl }: ServerUrls): Promise<SubgraphSdls> => {
  const secrets = newSecrets();
  const names = contexts.map(({ name }) => name);
  const place = { adminUrl: databaseUrl, databaseKey: secrets.databaseKey, contexts: names, prefix: `schema_${process.pid.toString()}_` };
  const operator = { email: 'operator@schema.test', password: 'schema-Pass-1' };
  const settings = { secrets, stripeUrl: nowhere, swiftpostUrl: nowhere, operator, choices: {} };
  const broker = await connectBroker(natsUrl, 'schema', createLog('schema', 'warn'));
  const databases = await provision(place);
  const read = async ({ entry, definition }: LoadedContext): Promise<readonly [string, string]> => {
    const database = databases.get(entry.name);
    const variables = {
      DATABASE_URL: database?.serviceUrl,
      MIGRATION_URL: database?.ownerUrl,
      NATS_URL: natsUrl,
      IDENTITY_KEY: secrets.identityKey,
      SEALING_KEY: secrets.sealingKey,
      DATABASE_POOL_SIZE: '2',
      LOG_LEVEL: 'error',
      ...entry.variables(settings),
    };
    const context = await startContext(definition, { environment: parseEnv(contextEnvironment, variables), variables, broker });
    await context.stop();
    return [entry.name, context.sdl];
  };
  try {
    await broker.ensureStream();
    return new Map(await Promise.all(loadContexts().map(read)));
  } finally {
    await broker.close();
    await unprovision(place);
  }
};
