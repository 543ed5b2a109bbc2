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
import { audience, runningMarketplace, issuer, type RunningMarketplace } from './running-marketplace';
import type { LaunchOptions } from './launch-options';
import { withStopping, type Stopping } from './stopping';

export type MarketplaceOptions = LaunchOptions & {
  /** The supergraph to serve instead of the committed one. */
  readonly supergraphSdl?: string;
};

/** A marketplace in one process. */
export type Marketplace = RunningMarketplace & { readonly contexts: ReadonlyMap<string, RunningContext> };

type ContextStart = { readonly infrastructure: Infrastructure; readonly broker: Broker; readonly logLevel: string };

const startContextInProcess = async (
  definition: ContextDefinition,
  { infrastructure: infrastructure, broker, logLevel }: ContextStart,
): Promise<RunningContext> => {
  const variables = { ...variablesOf(manifestOf(definition), infrastructure), LOG_LEVEL: logLevel };
  const environment = parseEnv(contextEnvironment, variables);
  return infrastructure.stopwatch.time(`context ${definition.name}`, () => startContext(definition, { environment, variables, broker }));
};

/** The error of a context that did not start. Invalid variables are an expected failure with a message of one sentence. */
const contextStartError = (name: string, cause: unknown): Error => {
  const [first = '', ...faults] = (cause instanceof Error ? cause.message : String(cause)).split('\n').map((line) => line.trim());
  if (faults.length === 0 || !first.startsWith('The configuration'))
    return new Error(`The context ${name} did not start: ${first}`, { cause });
  return new StartFailure(`The context ${name} does not accept these environment variables: ${faults.join(', ')}. Correct them.`, {
    cause,
  });
};

/** Connects to NATS. Errors, such as a server that is too old, become a message of one sentence. */
const connect = (natsUrl: string, logLevel: string): Promise<Broker> =>
  connectBroker(natsUrl, 'marketplace', createLog('broker', logLevel)).catch((cause: unknown) => {
    throw new StartFailure(cause instanceof Error ? cause.message : String(cause), { cause });
  });

/** Starts all contexts concurrently. If one fails, the caller stops the others through `stopping`. */
const startAll = async (
  loaded: readonly ContextDefinition[],
  start: ContextStart,
  stopping: Stopping,
): Promise<ReadonlyMap<string, RunningContext>> => {
  const outcomes = await Promise.allSettled(loaded.map((each) => startContextInProcess(each, start)));
  const running = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  stopping.add(() => Promise.all(running.map((context) => context.stop())));
  for (const [position, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') continue;
    throw contextStartError(loaded[position]?.name ?? 'a context', outcome.reason);
  }
  return new Map(running.map((context) => [context.name, context]));
};

const startGatewayFor = (
  contexts: ReadonlyMap<string, RunningContext>,
  infrastructure: Infrastructure,
  {
    loaded,
    supergraphSdl,
    logLevel,
    loadsDemoData,
  }: { loaded: readonly ContextDefinition[]; supergraphSdl: string; logLevel: string; loadsDemoData: boolean },
) =>
  startGateway({
    port: infrastructure.port,
    supergraphSdl,
    transports: new Map([...contexts].map(([name, context]) => [name, context.transport])),
    services: loaded.map(manifestOf),
    verificationKeys: { jwks: publicKeys(infrastructure.secrets) as never },
    identityKey: infrastructure.secrets.identityKey,
    issuer,
    audience,
    registry,
    demo: { logins: demoLogins.filter(({ label }) => loadsDemoData || label === 'operator') },
    log: createLog('gateway', logLevel),
  });

const loadInBackground = async (): Promise<readonly ContextDefinition[]> => {
  await setImmediate();
  return loadContexts();
};

/** Starts the whole marketplace in this process: servers, databases, broker, simulators, every context and the gateway. */
export const startMarketplace = (options: MarketplaceOptions): Promise<Marketplace> =>
  withStopping(async (stopping) => {
    const { logLevel = 'warn', loadsDemoData = true, signal } = options;
    // Loading code keeps this process busy while the servers start in other processes.
    const loading = loadInBackground();
    // Awaited after the infrastructure has started.
    loading.catch(() => undefined);
    const infrastructure = await startInfrastructure(options, stopping);
    const [loaded, supergraphSdl] = await Promise.all([loading, options.supergraphSdl ?? readFile(supergraphFile, 'utf8')]);
    const { stopwatch } = infrastructure;
    const broker = await connect(infrastructure.natsUrl, logLevel);
    stopping.add(broker.close);
    await broker.ensureStream();
    signal?.throwIfAborted();
    const contexts = await stopwatch.time('contexts', () =>
      startAll(loaded, { infrastructure: infrastructure, broker, logLevel }, stopping),
    );
    signal?.throwIfAborted();
    const serving = await stopwatch.time('gateway', () =>
      onGatewayPort(infrastructure, options.port, async (current) => {
        stopping.add((await startGatewayFor(contexts, current, { loaded, supergraphSdl, logLevel, loadsDemoData })).close);
      }),
    );
    return { ...runningMarketplace(serving, stopping), contexts };
  });
