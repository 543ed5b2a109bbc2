import type { ContextDatabase } from '../contexts/provision';
import type { Infrastructure } from './infrastructure';
import type { Simulators } from './simulators';
import type { Stopping } from './stopping';
import type { Timings } from './timings';

/** A running marketplace, whichever shape it has. */
export type Handle = {
  readonly port: number;
  readonly url: string;
  /** GraphQL over WebSocket. */
  readonly wsUrl: string;
  /** The simulated companies, where they run in this process. */
  readonly simulators?: Simulators;
  /** Where each context keeps what it knows, for whoever must look behind the graph. */
  readonly databases: ReadonlyMap<string, ContextDatabase>;
  readonly timings: Timings;
  /** Stops everything in order; servers of your own keep running. */
  readonly stop: () => Promise<void>;
};

/** Who makes access tokens, and for whom, as they say it themselves. */
export const issuer = 'marketplace';
export const audience = 'marketplace';

export const handleOf = ({ port, publicUrl, databases, simulators, stopwatch }: Infrastructure, stopping: Stopping): Handle => ({
  port,
  url: publicUrl,
  wsUrl: `${publicUrl.replace(/^http/, 'ws')}/graphql`,
  ...(simulators.inside === undefined ? {} : { simulators: simulators.inside }),
  databases,
  timings: stopwatch.timings(),
  stop: stopping.stop,
});
