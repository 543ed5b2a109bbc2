import { defined } from '@marketplace/kernel';
import type { ContextDatabase } from '../contexts/provision';
import type { Infrastructure } from './infrastructure';
import type { Simulators } from './simulators';
import type { Stopping } from './stopping';
import type { Timings } from './timings';

/** A running marketplace, in one process or as services. */
export type RunningMarketplace = {
  readonly port: number;
  readonly url: string;
  /** GraphQL over WebSocket. */
  readonly wsUrl: string;
  /** The simulators, if they run in this process. */
  readonly simulators?: Simulators;
  /** The database of each context, for tests that bypass the API. */
  readonly databases: ReadonlyMap<string, ContextDatabase>;
  readonly timings: Timings;
  /** Stops everything in order. External servers keep running. */
  readonly stop: () => Promise<void>;
};

/** The issuer and the audience of access tokens. */
export const issuer = 'marketplace';
export const audience = 'marketplace';

export const runningMarketplace = (
  { port, publicUrl, databases, simulators, stopwatch }: Infrastructure,
  stopping: Stopping,
): RunningMarketplace => ({
  port,
  url: publicUrl,
  wsUrl: `${publicUrl.replace(/^http/, 'ws')}/graphql`,
  ...defined({ simulators: simulators.inProcess }),
  databases,
  timings: stopwatch.timings(),
  stop: stopping.stop,
});
