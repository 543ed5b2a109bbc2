import { setTimeout as pause } from 'node:timers/promises';
import { isAddressInUse, StartFailure, startTimeoutMilliseconds } from '@marketplace/servers';
import { onKeptPort, type KeptPort } from './ports';
import { logFileOf, supervise, type ServiceOptions, type SupervisedService } from './supervisor';

// A service that cannot start exits immediately, every time; waiting longer would only hide the reason.
const maxExits = 3;

const pollMilliseconds = 20;

const failure = async (service: SupervisedService, dataDir: string, what: string): Promise<StartFailure> => {
  const details = await service.lastLogLines();
  const reason = details.split('\n').at(-1) ?? '';
  return new StartFailure(
    `${service.name} ${what}${reason === '' ? '' : `: ${reason.replace(/\.$/, '')}`}. Its log is ${logFileOf(dataDir, service.name)}.`,
    {
      details,
    },
  );
};

type WaitOptions = { readonly dataDir: string; readonly signal?: AbortSignal | undefined };

/** Waits until a service is ready. Throws with its last log lines if it exits, immediately if its port is in use. */
const untilReady = async (service: SupervisedService, { dataDir, signal }: WaitOptions): Promise<void> => {
  const deadline = performance.now() + startTimeoutMilliseconds;
  let exits = 0;
  while (!service.isReady()) {
    signal?.throwIfAborted();
    if (service.exitCount() > exits) {
      exits = service.exitCount();
      const ended = await failure(service, dataDir, 'ended while starting');
      if (exits >= maxExits || isAddressInUse(ended)) throw ended;
    }
    if (performance.now() > deadline)
      throw await failure(service, dataDir, `was not ready after ${(startTimeoutMilliseconds / 1_000).toString()} s`);
    await pause(pollMilliseconds);
  }
};

export type ServiceStart = Omit<ServiceOptions, 'variables' | 'onExit'> &
  WaitOptions & {
    readonly onExit?: ServiceOptions['onExit'] | undefined;
    readonly variablesFor: (port: number) => Readonly<Record<string, string>>;
    /** Called as soon as the process can be stopped. */
    readonly onSpawn?: (service: SupervisedService) => void;
  };

/** Starts a service on a port and waits until it is ready. Stops it if it does not become ready. */
export const startService = async (options: ServiceStart, port: number): Promise<SupervisedService> => {
  const { name, program, dataDir, variablesFor, onSpawn, onExit = () => undefined } = options;
  const service = await supervise({ name, program, dataDir, variables: variablesFor(port), onExit });
  onSpawn?.(service);
  try {
    await untilReady(service, options);
    return service;
  } catch (fault) {
    await service.stop();
    throw fault;
  }
};

/** Starts a service on its stored port, or on a new one if another program uses that. */
export const startOnKeptPort = (options: ServiceStart, kept: KeptPort): Promise<SupervisedService> =>
  onKeptPort(kept, (port) => startService(options, port));
