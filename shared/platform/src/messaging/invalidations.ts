import { LRUCache } from 'lru-cache';
import { headers as natsHeaders, type Msg, type Subscription } from 'nats';
import { subjectOf } from '@marketplace/schema';
import { aggregateHeader, versionHeader, type Broker } from './broker';
import type { Database } from '../database/database';

/** Receives the IDs of changed entities. */
export type InvalidationListener = (ids: readonly string[]) => void;

/**
 * Notifies caches about changed entities of this context, from any replica. Commits of this process are reported before they return, those
 * of others when their event arrives. Each change is reported once, and never after a later change of the same entity. Notifications can be
 * lost with the broker, so cached values need a TTL.
 */
export type Invalidations = {
  /** Subscribes to events of an aggregate type, and to `publish` of this kind. */
  readonly on: (kind: string, listener: InvalidationListener) => () => void;
  /** Notifies all replicas about a change without an event. Call it after the commit. */
  readonly publish: (kind: string, ids: readonly string[]) => void;
  /** A number that changes when notifications may have been missed. */
  readonly gaps: () => number;
};

export type RunningInvalidations = Invalidations & { readonly stop: () => void };

export type InvalidationsOptions = { readonly context: string; readonly db: Pick<Database, 'onCommit'>; readonly broker: Broker };

/** The maximum number of entities whose last version is tracked, to report each change once. */
const maxTracked = 50_000;

const subjectsOf = (context: string, kind: string): { readonly events: string; readonly manual: string } => {
  const place = subjectOf({ context, aggregate: kind, type: 'Any', version: 1 }).split('.').slice(1, 3).join('.');
  return { events: `evt.${place}.>`, manual: `changed.${place}` };
};

/** The listeners of one kind of entity, with their subscriptions. */
const listenersOf = (broker: Broker, { events, manual }: ReturnType<typeof subjectsOf>) => {
  const listeners = new Set<InvalidationListener>();
  const lastVersions = new LRUCache<string, number>({ max: maxTracked });
  const notify = (ids: readonly string[]): void => {
    for (const listener of listeners) listener(ids);
  };
  /** A change is reported twice, by the commit and by the broker; the second report is ignored. */
  const isNewVersion = (id: string, version: number): boolean => {
    if (version <= (lastVersions.get(id) ?? 0)) return false;
    lastVersions.set(id, version);
    return true;
  };
  const receive = (message: Msg): void => {
    const id = message.headers?.get(aggregateHeader) ?? '';
    const version = message.headers?.get(versionHeader) ?? '';
    if (id !== '' && (version === '' || isNewVersion(id, Number(version)))) notify([id]);
  };
  const subscribeTo = (subject: string): Subscription =>
    broker.connection.subscribe(subject, { callback: (_error, message) => receive(message) });
  const subscriptions = [subscribeTo(events), subscribeTo(manual)];
  return {
    listeners,
    notify,
    isNewVersion,
    stop: (): void => {
      for (const subscription of subscriptions) if (!subscription.isClosed()) subscription.unsubscribe();
    },
  };
};

export const startInvalidations = ({ context, db, broker }: InvalidationsOptions): RunningInvalidations => {
  const kinds = new Map<string, ReturnType<typeof listenersOf>>();
  const unsubscribe = db.onCommit((rows) => {
    for (const { aggregateType, aggregateId, aggregateVersion } of rows) {
      const kind = kinds.get(aggregateType);
      if (kind?.isNewVersion(aggregateId, aggregateVersion) === true) kind.notify([aggregateId]);
    }
  });
  return {
    on: (name, listener) => {
      const kind = kinds.get(name) ?? listenersOf(broker, subjectsOf(context, name));
      kinds.set(name, kind);
      kind.listeners.add(listener);
      return () => {
        kind.listeners.delete(listener);
      };
    },
    publish: (name, ids) => {
      kinds.get(name)?.notify(ids);
      if (broker.connection.isClosed()) return;
      for (const id of ids) {
        const headers = natsHeaders();
        headers.set(aggregateHeader, id);
        broker.connection.publish(subjectsOf(context, name).manual, '', { headers });
      }
    },
    gaps: broker.generation,
    stop: () => {
      unsubscribe();
      for (const kind of kinds.values()) kind.stop();
    },
  };
};
