import { readFile } from 'node:fs/promises';
import { defined } from '@marketplace/kernel';
import { announceReady, createLog, registry, stopOnRequest } from '@marketplace/platform';
import { readEnvironment, readServices, subgraphUrls } from './env';
import { startGateway } from './gateway';
import { openSupergraph } from './operations/supergraph';
import { httpTransport } from './transports/http-transport';

/** Runs the gateway as a separate process that reaches every subgraph over HTTP. */
const start = async (): Promise<void> => {
  let stop = (): Promise<void> => Promise.resolve();
  stopOnRequest(() => stop());
  const environment = readEnvironment();
  const log = createLog('gateway', environment.LOG_LEVEL);
  const supergraphSdl = await readFile(environment.SUPERGRAPH, 'utf8');
  const urls = subgraphUrls(openSupergraph(supergraphSdl).subgraphs, environment);
  const transports = new Map([...urls].map(([name, url]) => [name, httpTransport({ name, url })] as const));
  const gateway = await startGateway({
    port: environment.PORT,
    host: environment.HOST,
    supergraphSdl,
    transports,
    verificationKeys: { url: environment.JWKS_URL },
    identityKey: environment.IDENTITY_KEY,
    issuer: environment.TOKEN_ISSUER,
    audience: environment.TOKEN_AUDIENCE,
    corsOrigins: environment.CORS_ORIGINS,
    services: readServices(await readFile(environment.CONTEXTS, 'utf8')),
    ...defined({ optionalSubgraphs: environment.OPTIONAL_SUBGRAPHS }),
    announceMs: environment.ANNOUNCE_MS,
    introspection: environment.INTROSPECTION,
    registry,
    log,
  });
  stop = async () => {
    await gateway.close();
    await Promise.all([...transports.values()].map((transport) => transport.close()));
  };
  announceReady();
};

if (require.main === module) {
  start().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
}
