import { setTimeout as pause } from 'node:timers/promises';
import { isAddressInUse, StartFailure, startPatienceMilliseconds } from '@marketplace/servers';
import { onKeptPort, type KeptPort } from './ports';
import { logFileOf, supervise, type ServiceOptions, type SupervisedService } from './supervisor';

// A service that cannot start dies at once, again and again; waiting longer would only hide why.
const deathsAllowed = 3;

const lookMilliseconds = 20;

const failure = async (service: SupervisedService, dataDir: string, what: string): Promise<StartFailure> => {
  const details = await service.lastWords();
  const reason = details.split('\n').at(-1) ?? '';
  return new StartFailure(
    `${service.name} ${what}${reason === '' ? '' : `: ${reason.replace(/\.$/, '')}`}. Its log is ${logFileOf(dataDir, service.name)}.`,
    {
      details,
    },
  );
};

type Wait = { readonly dataDir: string; readonly signal?: AbortSignal | undefined };

/** Waits until a service serves. It fails with the last words of one that ends, and at once where its port is taken. */
const untilReady = async (service: SupervisedService, { dataDir, signal }: Wait): Promise<void> => {
  const giveUp = performance.now() + startPatienceMilliseconds;
  let deaths = 0;
  while (!service.isReady()) {
    signal?.throwIfAborted();
    if (service.deaths() > deaths) {
      deaths = service.deaths();
      const ended = await failure(service, dataDir, 'ended while starting');
      if (deaths >= deathsAllowed || isAddressInUse(ended)) throw ended;
    }
    if (performance.now() > giveUp)
      throw await failure(service, dataDir, `was not ready after ${(startPatienceMilliseconds / 1_000).toString()} s`);
    await pause(lookMilliseconds);
  }
};

export type ServiceStart = Omit<ServiceOptions, 'variables' | 'onDeath'> &
  Wait & {
    readonly onDeath?: ServiceOptions['onDeath'] | undefined;
    readonly variablesFor: (port: number) => Readonly<Record<string, string>>;
    /** Called as soon as there is something to stop. */
    readonly onSpawn?: (service: SupervisedService) => void;
  };

/** Starts a service on one port and returns when it serves; one that does not is stopped again. */
export const startService = async (options: ServiceStart, port: number): Promise<SupervisedService> => {
  const { name, program, dataDir, variablesFor, onSpawn, onDeath = () => undefined } = options;
  const service = await supervise({ name, program, dataDir, variables: variablesFor(port), onDeath });
  onSpawn?.(service);
  try {
    await untilReady(service, options);
    return service;
  } catch (fault) {
    await service.stop();
    throw fault;
  }
};

/** Starts a service on the port that is kept for it, or on a new one where another program took that. */
export const startOnKeptPort = (options: ServiceStart, kept: KeptPort): Promise<SupervisedService> =>
  onKeptPort(kept, (port) => startService(options, port));
