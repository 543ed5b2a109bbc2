import { Client, type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';
import { socketOf } from './driver-socket';

export type PipelineOptions = {
  readonly url: string;
  readonly applicationName: string;
  readonly connections: number;
  readonly statementTimeout: number;
  readonly types: unknown;
  /** The session settings, as `-c name=value`. */
  readonly settings?: string;
};

type PipelinedConnection = { client: Promise<Client> | undefined; pending: number; respondedAt: number; isCorked: boolean };

/** The maximum number of statements in progress on a connection before another connection is used. */
const maxPending = 16;
/** A connection without a response for this long runs a slow statement; no more statements are queued behind it. */
const stalledMilliseconds = 10;

/**
 * Opens connections that send statements without waiting for earlier responses. Statements of the same turn of the event loop are sent with
 * one write per connection. Every statement is its own transaction, so none waits for a lock of a later one.
 */
export const openPipelines = (options: PipelineOptions) => {
  const connections: PipelinedConnection[] = Array.from({ length: options.connections }, () => ({
    client: undefined,
    pending: 0,
    respondedAt: 0,
    isCorked: false,
  }));
  const state = { isClosed: false };

  const connect = (connection: PipelinedConnection): Promise<Client> => {
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
    // A closed client can report this several times, possibly after it was replaced.
    const forget = (): void => {
      if (connection.client === connected) connection.client = undefined;
    };
    client.on('error', forget);
    client.on('end', forget);
    connected.catch(forget);
    return connected;
  };

  const cork = (connection: PipelinedConnection, client: Client): void => {
    if (connection.isCorked) return;
    connection.isCorked = true;
    const socket = socketOf(client);
    socket.cork();
    setImmediate(() => {
      connection.isCorked = false;
      socket.uncork();
    });
  };

  /**
   * The first connection that makes progress, so that few connections are busy and each write carries many statements; otherwise the least
   * loaded one.
   */
  const pick = (): PipelinedConnection => {
    const at = performance.now();
    const isProgressing = ({ pending, respondedAt }: PipelinedConnection): boolean =>
      pending === 0 || (pending < maxPending && at - respondedAt < stalledMilliseconds);
    return connections.find(isProgressing) ?? connections.reduce((best, each) => (each.pending < best.pending ? each : best));
  };

  return {
    /** Runs one statement. An error does not affect other statements. */
    query: async <R extends QueryResultRow>(config: QueryConfig<unknown[]>): Promise<QueryResult<R>> => {
      if (state.isClosed) throw new Error('the database is closed');
      const connection = pick();
      if (connection.pending === 0) connection.respondedAt = performance.now();
      connection.pending += 1;
      try {
        connection.client ??= connect(connection);
        const client = await connection.client;
        cork(connection, client);
        return await client.query<R>(config);
      } finally {
        connection.pending -= 1;
        connection.respondedAt = performance.now();
      }
    },
    close: async (): Promise<void> => {
      state.isClosed = true;
      await Promise.allSettled(connections.map(async (connection) => (await connection.client)?.end()));
    },
  };
};
