import { Client, type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';
import { socketOf } from './driver-socket';

export type PipelineOptions = {
  readonly url: string;
  readonly applicationName: string;
  readonly connections: number;
  readonly statementTimeout: number;
  readonly types: unknown;
  /** Settings of each session, as `-c name=value`. */
  readonly settings?: string;
};

type Lane = { client: Promise<Client> | undefined; pending: number; answeredAt: number; isCorked: boolean };

/** As many statements as one connection has under way before another one is used. */
const mostPending = 16;
/** A connection that has not answered for this long is busy with something slow: nothing more is put behind it. */
const stalledMilliseconds = 10;

/**
 * A few connections on which statements follow each other without waiting for the answer of the one before. What is asked
 * in one turn of the event loop leaves with one write for each connection. Every statement is a transaction of its own, so
 * none waits for a lock that one behind it holds.
 */
export const openPipelines = (options: PipelineOptions) => {
  const lanes: Lane[] = Array.from({ length: options.connections }, () => ({
    client: undefined,
    pending: 0,
    answeredAt: 0,
    isCorked: false,
  }));
  const state = { isClosed: false };

  const connect = (lane: Lane): Promise<Client> => {
    const config = {
      connectionString: options.url,
      application_name: options.applicationName,
      statement_timeout: options.statementTimeout,
      types: options.types,
      pipeline: true,
      keepAlive: true,
      options: options.settings,
    };
    const client = new Client(config as ConstructorParameters<typeof Client>[0]);
    const connected = client.connect().then(() => client);
    // A dead client says so more than once, the last time perhaps when another one has taken its place.
    const forget = (): void => {
      if (lane.client === connected) lane.client = undefined;
    };
    client.on('error', forget);
    client.on('end', forget);
    connected.catch(forget);
    return connected;
  };

  const cork = (lane: Lane, client: Client): void => {
    if (lane.isCorked) return;
    lane.isCorked = true;
    const socket = socketOf(client);
    socket.cork();
    setImmediate(() => {
      lane.isCorked = false;
      socket.uncork();
    });
  };

  /** The first connection that makes progress, so that few are busy and each write carries much; else the least loaded. */
  const pick = (): Lane => {
    const at = performance.now();
    const isFlowing = ({ pending, answeredAt }: Lane): boolean =>
      pending === 0 || (pending < mostPending && at - answeredAt < stalledMilliseconds);
    return lanes.find(isFlowing) ?? lanes.reduce((best, each) => (each.pending < best.pending ? each : best));
  };

  return {
    /** Runs one statement. Its error is its own: the statements around it go on. */
    query: async <R extends QueryResultRow>(config: QueryConfig<unknown[]>): Promise<QueryResult<R>> => {
      if (state.isClosed) throw new Error('the database is closed');
      const lane = pick();
      if (lane.pending === 0) lane.answeredAt = performance.now();
      lane.pending += 1;
      try {
        lane.client ??= connect(lane);
        const client = await lane.client;
        cork(lane, client);
        return await client.query<R>(config);
      } finally {
        lane.pending -= 1;
        lane.answeredAt = performance.now();
      }
    },
    close: async (): Promise<void> => {
      state.isClosed = true;
      await Promise.allSettled(lanes.map(async (lane) => (await lane.client)?.end()));
    },
  };
};
