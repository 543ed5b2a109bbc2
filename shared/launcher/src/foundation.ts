import { claimFolder, freePort, startServers } from '@marketplace/servers';
import { contexts, everywhere, type ContextEntry, type ContextSettings } from './contexts';
import { demoOperator } from './demo-logins';
import { toolsDir } from './paths';
import { requireFreePort } from './ports';
import { provision, type ContextDatabase } from './provision';
import { secretsOf, type Secrets } from './secrets';
import type { LaunchOptions } from './launch-options';
import { startSimulators, type RunningSimulators } from './simulators';
import type { Stopping } from './stopping';
import { endLeftoverServices } from './supervisor';
import { createStopwatch, type Stopwatch } from './timings';

/** What both shapes stand on: servers, databases, secrets, the companies around. */
export type Foundation = {
  readonly port: number;
  readonly publicUrl: string;
  readonly natsUrl: string;
  readonly databases: ReadonlyMap<string, ContextDatabase>;
  readonly secrets: Secrets;
  readonly settings: ContextSettings;
  readonly simulators: RunningSimulators;
  readonly stopwatch: Stopwatch;
};

/** Ends what a killed launcher has left in this folder. Throws when a living one works in it. */
const clearUp = async (dataDir: string): Promise<void> => {
  const claim = await claimFolder(dataDir);
  await endLeftoverServices(dataDir).finally(claim.release);
};

/** Starts what both shapes stand on. A taken port or a data folder in use is said before anything runs. */
export const layFoundation = async (options: LaunchOptions, stopping: Stopping): Promise<Foundation> => {
  const stopwatch = createStopwatch();
  const { dataDir, servers: env, durable = true, databasePrefix, choices = {}, onDownload } = options;
  await clearUp(dataDir);
  if (options.port !== 0) await requireFreePort(options.port);
  options.onBegin?.();
  const port = options.port === 0 ? await freePort() : options.port;
  const publicUrl = `http://127.0.0.1:${port.toString()}`;
  const servers = await stopwatch.time('servers', () =>
    startServers({ folder: dataDir, toolsDir, durable, env, ...(onDownload === undefined ? {} : { onDownload }) }),
  );
  stopping.add(servers.stop);
  const secrets = await secretsOf(dataDir);
  const names = contexts.map(({ name }) => name);
  const place = {
    adminUrl: servers.databaseUrl,
    databaseKey: secrets.databaseKey,
    ...(databasePrefix === undefined ? {} : { prefix: databasePrefix }),
  };
  const provisioning = stopwatch.time('databases', () => provision({ ...place, contexts: names }));
  // Awaited below; a failure of the other must not leave this one unheard.
  provisioning.catch(() => undefined);
  const simulators = await startSimulators({ options, secrets, publicUrl });
  stopping.add(simulators.stop);
  const settings: ContextSettings = {
    secrets,
    stripeUrl: simulators.urls.paymentProvider,
    swiftpostUrl: simulators.urls.carrier,
    operator: demoOperator,
    choices,
  };
  return { port, publicUrl, natsUrl: servers.natsUrl, databases: await provisioning, secrets, settings, simulators, stopwatch };
};

/** The variables of one context: what every context needs, and its own. Nobody else's secrets are among them. */
export const variablesOf = (
  entry: ContextEntry,
  { databases, natsUrl, secrets, settings }: Foundation,
): Readonly<Record<string, string>> => {
  const database = databases.get(entry.name);
  if (database === undefined) throw new Error(`there is no database for ${entry.name}`);
  return {
    DATABASE_URL: database.serviceUrl,
    MIGRATION_URL: database.ownerUrl,
    NATS_URL: natsUrl,
    IDENTITY_KEY: secrets.identityKey,
    SEALING_KEY: secrets.sealingKey,
    ...everywhere(settings),
    ...entry.variables(settings),
  };
};
