import { LRUCache } from 'lru-cache';
import { actorRef, idOf as asId, isRefused, type Cause, type Instant } from '@marketplace/kernel';
import type { AggregateStore, Change, Decide, Save, AppliedEvent, Versioned } from '@marketplace/application';
import { batched } from '../core/batched';
import type { Database } from '../database/database';
import type { EventMessage } from '../database/event-message';
import { History } from '../database/platform-tables';
import type { Unit } from '../database/unit';

/** A change with the resulting aggregate. `from` is the version to compare with; 0 for a new aggregate. */
export type WrittenChange<State, Event, Found extends Versioned<State> = Versioned<State>> = {
  readonly from: number;
  readonly after: Found;
  readonly steps: readonly AppliedEvent<State, Event>[];
};

/** The history entry of an event. It can contain money. */
export type HistoryFacts = { readonly event: unknown; readonly at: Instant; readonly before?: string; readonly after?: string };

export type AggregateDefinition<State, Command, Event, Reason extends string, Found extends Versioned<State>> = {
  /** The name of the aggregate in event contracts and in the history. */
  readonly name: string;
  readonly idOf: (state: State) => string;
  readonly decide: Decide<State, Command, Event, Reason>;
  /** The state after an event. `state` is undefined for a new aggregate. */
  readonly evolve: (state: State | undefined, event: Event) => State;
  /**
   * Reads aggregates by ID, in any order. It can leave out those whose version is not higher than the entry in `versions`, which is the
   * cached version.
   */
  readonly load: (ids: readonly string[], versions: readonly number[]) => Promise<readonly Found[]>;
  /** Adds the writes of the state: inserts for `from` 0, otherwise compare-and-swap updates. */
  readonly write: (unit: Unit, changes: readonly WrittenChange<State, Event, Found>[], cause: Cause) => void;
  /** The messages to publish for an event. Can read data that the aggregate does not contain. */
  readonly toMessages: (step: AppliedEvent<State, Event>) => readonly EventMessage[] | Promise<readonly EventMessage[]>;
  /** The history entry of an event. Without it, no history is written. */
  readonly record?: (step: AppliedEvent<State, Event>) => HistoryFacts;
  /** The number of aggregates that are cached as last written; 0 by default. */
  readonly cacheSize?: number;
};

const stepsOf = <State, Event>(
  { idOf, evolve }: Pick<AggregateDefinition<State, never, Event, string, never>, 'idOf' | 'evolve'>,
  { before, events }: Pick<Change<State, Event>, 'before' | 'events'>,
): readonly AppliedEvent<State, Event>[] => {
  let state = before?.state;
  return events.map((event, position) => {
    const previous = state;
    const after = evolve(state, event);
    state = after;
    return { id: idOf(after), event, before: previous, after, version: (before?.version ?? 0) + position + 1 };
  });
};

/**
 * Adds other writes to the same unit. `after` are the resulting aggregates. Events that it publishes come after those of the aggregates.
 */
type Alongside<Found> = (unit: Unit, after: readonly Found[]) => void;

/** The store for adapters, which can add writes to the same unit. */
export type PlatformAggregateStore<
  State,
  Command,
  Event,
  Reason extends string,
  Found extends Versioned<State> = Versioned<State>,
> = AggregateStore<State, Command, Event, Reason, Found> & {
  /** `done` is called after the commit. */
  readonly saveWith: (
    changes: readonly Change<State, Event, Found>[],
    cause: Cause,
    options: { readonly alongside?: Alongside<Found>; readonly done?: () => void },
  ) => Promise<readonly Found[]>;
  /** Commits several saves, each with its own cause, atomically as one statement. Throws like `save`. */
  readonly saveAll: (saves: readonly Save<State, Event, Found>[]) => Promise<void>;
};

const addHistory = <State, Event>(
  unit: Unit,
  steps: readonly AppliedEvent<State, Event>[],
  {
    name,
    record,
    cause,
  }: { readonly name: string; readonly record: (step: AppliedEvent<State, Event>) => HistoryFacts; readonly cause: Cause },
): void => {
  const actor = actorRef(cause.actor);
  unit.insert(
    History,
    steps.map((step) => {
      const { event, at, before = null, after = null } = record(step);
      const type = String((step.event as { readonly type?: unknown }).type);
      return { aggregateType: name, aggregateId: asId(step.id), version: step.version, eventType: type, event, before, after, actor, at };
    }),
  );
};

/**
 * Creates the store of one kind of aggregate. Every event increments the version. A published event names the previous published one,
 * because not all versions are published.
 */
export const aggregateStore = <State, Command, Event, Reason extends string, Found extends Versioned<State> = Versioned<State>>(
  db: Database,
  definition: AggregateDefinition<State, Command, Event, Reason, Found>,
): PlatformAggregateStore<State, Command, Event, Reason, Found> => {
  const { name, idOf, decide, load, write, toMessages, record, cacheSize = 0 } = definition;
  const cache = cacheSize === 0 ? undefined : new LRUCache<string, Found>({ max: cacheSize });
  /** A read can end after a later write. */
  const cacheNewer = (each: Found): void => {
    const id = idOf(each.state);
    if ((cache?.get(id)?.version ?? 0) <= each.version) cache?.set(id, each);
  };

  const find = batched(async (ids) => {
    const known = ids.flatMap((id) => cache?.get(id) ?? []);
    const found = new Map(known.map((each) => [idOf(each.state), each]));
    const versions = ids.map((id) => found.get(id)?.version ?? 0);
    for (const each of await load(ids, versions)) {
      found.set(idOf(each.state), each);
      cacheNewer(each);
    }
    return found;
  });

  /** The messages of a change, each with the version of the previous one, and the resulting aggregate. */
  const messagesOf = async (change: Change<State, Event, Found>) => {
    const steps = stepsOf(definition, change);
    const last = steps.at(-1) ?? (change.before === undefined ? undefined : { ...change.before, after: change.before.state });
    if (last === undefined) throw new Error(`a new ${name} without events`);
    let version = change.before?.announced ?? 0;
    const events: EventMessage[] = [];
    for (const step of steps) {
      for (const event of await toMessages(step)) {
        const isOwn = event.contract.aggregate === name && event.aggregateId === step.id;
        events.push(isOwn ? { ...event, previousVersion: version } : event);
        if (isOwn) version = event.aggregateVersion;
      }
    }
    const versioned: Versioned<State> = { state: last.after, version: last.version, announced: version };
    // Changes of extra columns are in `extra`; the compiler cannot check that it is complete.
    const after = { ...(change.extra ?? change.before), ...versioned } as Found;
    return { events, written: { from: change.before?.version ?? 0, after, steps } };
  };

  /** Commits, and caches what was written. */
  const committed = async (
    after: readonly Found[],
    commit: (done: () => void) => Promise<void>,
    done: () => void = () => undefined,
  ): Promise<void> => {
    try {
      await commit(() => {
        after.forEach(cacheNewer);
        done();
      });
    } catch (fault) {
      // Another process may have written: the cached aggregates are outdated.
      for (const each of after) cache?.delete(idOf(each.state));
      throw fault;
    }
  };

  /** The unit that writes changes, and the resulting aggregates. */
  const unitOf = async ({ changes, cause }: Save<State, Event, Found>, alongside?: Alongside<Found>) => {
    const unit = db.unit(cause);
    const made = await Promise.all(changes.filter(({ events, extra }) => events.length > 0 || extra !== undefined).map(messagesOf));
    const written = made.map((each) => each.written);
    const after = written.map((each) => each.after);
    if (written.length > 0) write(unit, written, cause);
    if (record !== undefined)
      addHistory(
        unit,
        written.flatMap(({ steps }) => steps),
        { name, record, cause },
      );
    unit.publish(...made.flatMap(({ events }) => events));
    alongside?.(unit, after);
    return { unit, after };
  };

  const saveWith: PlatformAggregateStore<State, Command, Event, Reason, Found>['saveWith'] = async (
    changes,
    cause,
    { alongside, done },
  ) => {
    const { unit, after } = await unitOf({ changes, cause }, alongside);
    await committed(after, unit.commit, done);
    return after;
  };

  const save = (changes: readonly Change<State, Event, Found>[], cause: Cause) => saveWith(changes, cause, {});

  const execute = async (found: Found, command: Command, cause: Cause) => {
    const decision = decide(command, found.state);
    if (isRefused(decision)) return decision;
    if (decision.length === 0) return found;
    const [after] = await save([{ before: found, events: decision }], cause);
    return after ?? found;
  };

  return {
    find,
    findMany: async (ids) => (await Promise.all(ids.map(find))).filter((found) => found !== undefined),
    cached: (id) => cache?.get(id),
    handle: async (id, command, cause) => {
      const found = await find(id);
      return found === undefined ? undefined : execute(found, command, cause);
    },
    execute: execute,
    changesOf: (found, command) =>
      found.flatMap((before): Change<State, Event, Found>[] => {
        const events = decide(command, before.state);
        return isRefused(events) || events.length === 0 ? [] : [{ before, events }];
      }),
    save,
    saveWith,
    saveAll: async (saves) => {
      const made = await Promise.all(saves.map((each) => unitOf(each)));
      const [units, after] = [made.map(({ unit }) => unit), made.flatMap((each) => each.after)];
      await committed(after, (done) => db.commitAll(units, done));
    },
  };
};
