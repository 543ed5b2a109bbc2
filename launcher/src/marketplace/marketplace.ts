import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { startGateway } from '@marketplace/gateway';
import {
  connectBroker,
  contextEnvironment,
  createLog,
  parseEnv,
  registry,
  startContext,
  type Broker,
  type ContextDefinition,
  type RunningContext,
} from '@marketplace/platform';
import { StartFailure } from '@marketplace/servers';
import { demoLogins } from '../command/logins';
import { supergraphFile } from '../command/paths';
import { loadContexts } from '../contexts/load-context';
import { manifestOf } from '../contexts/manifests';
import { publicKeys } from '../contexts/secrets';
import { startInfrastructure, onGatewayPort, variablesOf, type Infrastructure } from './infrastructure';
import { audience, handleOf, issuer, type Handle } from './handle';
import type { LaunchOptions } from './launch-options';
import { withStopping, type Stopping } from './stopping';

export type MarketplaceOptions = LaunchOptions & {
  /** Instead of the committed supergraph. */
  readonly supergraphSdl?: string;
};

/** All in one process. */
export type Marketplace = Handle & { readonly contexts: ReadonlyMap<string, RunningContext> };

type Start = { readonly foundation: Infrastructure; readonly broker: Broker; readonly logLevel: string };

const startOne = async (definition: ContextDefinition, { foundation, broker, logLevel }: Start): Promise<RunningContext> => {
  const variables = { ...variablesOf(manifestOf(definition), foundation), LOG_LEVEL: logLevel };
  const environment = parseEnv(contextEnvironment, variables);
  return foundation.stopwatch.time(`context ${definition.name}`, () => startContext(definition, { environment, variables, broker }));
};

/** Variables that a context does not accept are said in a sentence; anything else is a fault. */
const notStarted = (name: string, cause: unknown): Error => {
  const [first = '', ...faults] = (cause instanceof Error ? cause.message : String(cause)).split('\n').map((line) => line.trim());
  if (faults.length === 0 || !first.startsWith('The configuration'))
    return new Error(`The context ${name} did not start: ${first}`, { cause });
  return new StartFailure(`The context ${name} does not accept these environment variables: ${faults.join(', ')}. Correct them.`, {
    cause,
  });
};

/** Refuses in a sentence, such as one about a server that is too old. */
const connect = (natsUrl: string, logLevel: string): Promise<Broker> =>
  connectBroker(natsUrl, 'marketplace', createLog('broker', logLevel)).catch((cause: unknown) => {
    throw new StartFailure(cause instanceof Error ? cause.message : String(cause), { cause });
  });

/** All at once; when one fails, those that did start are stopped by the caller's way back. */
const startAll = async (
  loaded: readonly ContextDefinition[],
  start: Start,
  stopping: Stopping,
): Promise<ReadonlyMap<string, RunningContext>> => {
  const outcomes = await Promise.allSettled(loaded.map((each) => startOne(each, start)));
  const running = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  stopping.add(() => Promise.all(running.map((context) => context.stop())));
  for (const [position, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') continue;
    throw notStarted(loaded[position]?.name ?? 'a context', outcome.reason);
  }
  return new Map(running.map((context) => [context.name, context]));
};

const serve = (
  contexts: ReadonlyMap<string, RunningContext>,
  foundation: Infrastructure,
  {
    loaded,
    supergraphSdl,
    logLevel,
    loadsDemoData,
  }: { loaded: readonly ContextDefinition[]; supergraphSdl: string; logLevel: string; loadsDemoData: boolean },
) =>
  startGateway({
    port: foundation.port,
    supergraphSdl,
    transports: new Map([...contexts].map(([name, context]) => [name, context.transport])),
    services: loaded.map(manifestOf),
    verificationKeys: { jwks: publicKeys(foundation.secrets) as never },
    identityKey: foundation.secrets.identityKey,
    issuer,
    audience,
    registry,
    demo: { logins: demoLogins.filter(({ label }) => loadsDemoData || label === 'operator') },
    log: createLog('gateway', logLevel),
  });

const loadLater = async (): Promise<readonly ContextDefinition[]> => {
  await setImmediate();
  return loadContexts();
};

/** Starts the whole marketplace in this process: servers, databases, broker, every context, the companies around, the gateway. */
export const startMarketplace = (options: MarketplaceOptions): Promise<Marketplace> =>
  withStopping(async (stopping) => {
    const { logLevel = 'warn', loadsDemoData = true, signal } = options;
    // Reading code keeps this process busy while the servers, which are others, start.
    const loading = loadLater();
    // Awaited once the foundation is laid; until then its failure waits.
    loading.catch(() => undefined);
    const foundation = await startInfrastructure(options, stopping);
    const [loaded, supergraphSdl] = await Promise.all([loading, options.supergraphSdl ?? readFile(supergraphFile, 'utf8')]);
    const { stopwatch } = foundation;
    const broker = await connect(foundation.natsUrl, logLevel);
    stopping.add(broker.close);
    await broker.ensureStream();
    signal?.throwIfAborted();
    const contexts = await stopwatch.time('contexts', () => startAll(loaded, { foundation, broker, logLevel }, stopping));
    signal?.throwIfAborted();
    const serving = await stopwatch.time('gateway', () =>
      onGatewayPort(foundation, options.port, async (current) => {
        stopping.add((await serve(contexts, current, { loaded, supergraphSdl, logLevel, loadsDemoData })).close);
      }),
    );
    return { ...handleOf(serving, stopping), contexts };
  });
