import {
  AckPolicy,
  connect,
  DiscardPolicy,
  headers as natsHeaders,
  nanos,
  RetentionPolicy,
  StorageType,
  type ConnectionOptions,
  type ConsumerConfig,
  type JetStreamClient,
  type JetStreamManager,
  type NatsConnection,
  type StreamInfo,
} from 'nats';
import { days, minutes, seconds } from '@marketplace/kernel';
import type { Log } from '../core/log';

export const stream = 'EVENTS';
export const aggregateHeader = 'Mp-Aggregate';
export const versionHeader = 'Mp-Version';

/** The connection of a process to the broker, shared by its contexts. Reconnects forever. */
export type Broker = {
  readonly connection: NatsConnection;
  readonly jetstream: JetStreamClient;
  readonly manager: JetStreamManager;
  /** Returns the stream, creating it if necessary. Its `created` time differs after the store was wiped. */
  readonly ensureStream: () => Promise<StreamInfo>;
  /** Creates or updates the durable consumer of exactly these subjects. */
  readonly ensureConsumer: (durable: string, subjects: readonly string[]) => Promise<void>;
  readonly publish: (message: BrokerMessage) => Promise<Published>;
  readonly isConnected: () => boolean;
  /** A number that changes with every connection: the broker may have lost data in between. */
  readonly generation: () => number;
  readonly close: () => Promise<void>;
};

/** The position of a message in the stream; of a duplicate, the position of the first copy. */
export type Published = { readonly seq: number; readonly duplicate: boolean };

export type BrokerMessage = {
  readonly subject: string;
  readonly id: string;
  readonly aggregateId: string;
  readonly version?: number;
  readonly payload: string;
};

const streamConfig = {
  name: stream,
  subjects: ['evt.>'],
  storage: StorageType.File,
  retention: RetentionPolicy.Limits,
  discard: DiscardPolicy.Old,
  max_age: nanos(days(30)),
  duplicate_window: nanos(minutes(2)),
};

const ackWait = seconds(5);

const consumerConfig = (durable: string, subjects: readonly string[]): Partial<ConsumerConfig> => ({
  durable_name: durable,
  filter_subjects: [...subjects],
  ack_policy: AckPolicy.Explicit,
  // Without `backoff`, whose first step would replace ack_wait and redeliver slow messages. Messages of a crashed process are redelivered
  // after this time; a running process extends it.
  ack_wait: nanos(ackWait),
  max_deliver: -1,
  max_ack_pending: 1_000,
});

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && new Set([...some, ...others]).size === some.length;

const isUpToDate = ({ ack_wait, filter_subjects = [] }: ConsumerConfig, subjects: readonly string[]): boolean =>
  ack_wait === nanos(ackWait) && isSame(filter_subjects, subjects);

const isMissing = (error: unknown): boolean => error instanceof Error && error.message.includes('not found');

/** Tracks the state of the connection and the number of connects. */
const watch = (connection: NatsConnection, log: Log): Pick<Broker, 'isConnected' | 'generation'> => {
  const state = { connected: true, generation: 1 };
  const note = (type: string): void => {
    if (type !== 'disconnect' && type !== 'reconnect') return;
    state.connected = type === 'reconnect';
    if (state.connected) state.generation += 1;
    log.warn({ broker: type }, 'broker connection');
  };
  const follow = async (): Promise<void> => {
    for await (const { type } of connection.status()) note(type);
  };
  void follow();
  return { isConnected: () => state.connected && !connection.isClosed(), generation: () => state.generation };
};

const publisher =
  (jetstream: JetStreamClient): Broker['publish'] =>
  async ({ subject, id, aggregateId, version, payload }) => {
    const headers = natsHeaders();
    headers.set(aggregateHeader, aggregateId);
    if (version !== undefined) headers.set(versionHeader, version.toString());
    const { seq, duplicate } = await jetstream.publish(subject, payload, { msgID: id, headers, timeout: 5_000 });
    return { seq, duplicate };
  };

const oldestMinor = 10;

/** NATS 2.10 was the first version with consumers of several subjects. */
const requireRecent = async (connection: NatsConnection): Promise<void> => {
  const { version = 'unknown', host, port } = connection.info ?? {};
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 2 || (major === 2 && minor >= oldestMinor)) return;
  await connection.close();
  throw new Error(
    `The NATS server at ${String(host)}:${String(port)} has version ${version}; 2.${oldestMinor.toString()} or newer is needed. Upgrade it, or set NATS_URL to another one.`,
  );
};

/** The server addresses, and the credentials of the first URL. */
const serversOf = (urls: string): Pick<ConnectionOptions, 'servers' | 'user' | 'pass'> => {
  const servers = urls.split(',').map((each) => each.trim());
  const [, user, pass] = /^\w+:\/\/([^:@/]+):([^@/]*)@/.exec(servers[0] ?? '') ?? [];
  const log = user === undefined || pass === undefined ? {} : { user: decodeURIComponent(user), pass: decodeURIComponent(pass) };
  return { servers: servers.map((each) => each.replace(/\/\/[^@/]*@/, '//')), ...log };
};

/** Connects to a broker by URLs such as `nats://user:password@host:4222`, separated by commas. Throws if the server is too old. */
export const connectBroker = async (url: string, name: string, log: Log): Promise<Broker> => {
  const connection = await connect({
    ...serversOf(url),
    name,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    waitOnFirstConnect: true,
    // Disables stack traces of requests, which would be captured for every publish.
    noAsyncTraces: true,
  });
  await requireRecent(connection);
  const jetstream = connection.jetstream({ timeout: 5_000 });
  const manager = await connection.jetstreamManager({ checkAPI: false, timeout: 5_000 });
  const ensureStream = async (): Promise<StreamInfo> => {
    try {
      return await manager.streams.info(stream);
    } catch (error) {
      if (!isMissing(error)) throw error;
      return await manager.streams.add(streamConfig);
    }
  };
  return {
    connection,
    jetstream,
    manager,
    ensureStream,
    ensureConsumer: async (durable, subjects) => {
      await ensureStream();
      try {
        const { config } = await manager.consumers.info(stream, durable);
        if (isUpToDate(config, subjects)) return;
        // Set to an empty text: an update keeps absent values.
        const changes = { filter_subject: '', filter_subjects: [...subjects], ack_wait: nanos(ackWait) };
        await manager.consumers.update(stream, durable, changes);
      } catch (error) {
        if (!isMissing(error)) throw error;
        await manager.consumers.add(stream, consumerConfig(durable, subjects));
      }
    },
    publish: publisher(jetstream),
    ...watch(connection, log),
    close: async () => {
      if (!connection.isClosed()) await connection.close();
    },
  };
};
