import { LRUCache } from 'lru-cache';
import { headers as natsHeaders, type Msg, type Subscription } from 'nats';
import { subjectOf } from '@marketplace/schema';
import { aggregateHeader, versionHeader, type Broker } from './broker';
import type { Database } from '../database/database';

/** Hears the ids of things that have changed. */
export type InvalidationListener = (ids: readonly string[]) => void;

/**
 * Which things of this context have changed, whichever replica wrote. What this process commits is told before the commit
 * returns, what others commit when their event arrives. It is told once, and never after a later change of the same
 * thing. A word can be lost with the broker: whoever remembers things must forget them some time by himself.
 */
export type Invalidations = {
  /** Listens to the events of an aggregate type, and to `tell` of this kind. */
  readonly on: (kind: string, listener: InvalidationListener) => () => void;
  /** Tells all replicas of a change that no event tells of. Call it when the change is committed. */
  readonly publish: (kind: string, ids: readonly string[]) => void;
  /** Another number than before: changes may have gone by unheard. */
  readonly gaps: () => number;
};

export type RunningChanges = Invalidations & { readonly stop: () => void };

export type ChangesOptions = { readonly context: string; readonly db: Pick<Database, 'onCommit'>; readonly broker: Broker };

/** Things whose last version is remembered, to be told of once. */
const remembered = 50_000;

const subjectsOf = (context: string, kind: string): { readonly events: string; readonly words: string } => {
  const place = subjectOf({ context, aggregate: kind, type: 'Any', version: 1 }).split('.').slice(1, 3).join('.');
  return { events: `evt.${place}.>`, words: `changed.${place}` };
};

/** Who listens to one kind of thing; the broker is listened to only where somebody does. */
const listenersOf = (broker: Broker, { events, words }: ReturnType<typeof subjectsOf>) => {
  const listeners = new Set<InvalidationListener>();
  const told = new LRUCache<string, number>({ max: remembered });
  const tell = (ids: readonly string[]): void => {
    for (const listener of listeners) listener(ids);
  };
  /** A change is heard of twice, from the commit and from the broker; the second time says nothing new. */
  const isNews = (id: string, version: number): boolean => {
    if (version <= (told.get(id) ?? 0)) return false;
    told.set(id, version);
    return true;
  };
  const hear = (message: Msg): void => {
    const id = message.headers?.get(aggregateHeader) ?? '';
    const version = message.headers?.get(versionHeader) ?? '';
    if (id !== '' && (version === '' || isNews(id, Number(version)))) tell([id]);
  };
  const listenTo = (subject: string): Subscription =>
    broker.connection.subscribe(subject, { callback: (_error, message) => hear(message) });
  const subscriptions = [listenTo(events), listenTo(words)];
  return {
    listeners,
    tell,
    isNews,
    stop: (): void => {
      for (const subscription of subscriptions) if (!subscription.isClosed()) subscription.unsubscribe();
    },
  };
};

export const startInvalidations = ({ context, db, broker }: ChangesOptions): RunningChanges => {
  const kinds = new Map<string, ReturnType<typeof listenersOf>>();
  const unlisten = db.onCommit((rows) => {
    for (const { aggregateType, aggregateId, aggregateVersion } of rows) {
      const kind = kinds.get(aggregateType);
      if (kind?.isNews(aggregateId, aggregateVersion) === true) kind.tell([aggregateId]);
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
      kinds.get(name)?.tell(ids);
      if (broker.connection.isClosed()) return;
      for (const id of ids) {
        const headers = natsHeaders();
        headers.set(aggregateHeader, id);
        broker.connection.publish(subjectsOf(context, name).words, '', { headers });
      }
    },
    gaps: broker.generation,
    stop: () => {
      unlisten();
      for (const kind of kinds.values()) kind.stop();
    },
  };
};
