import { LRUCache } from 'lru-cache';
import { actorRef, idOf as asId, isRefused, type Cause, type Instant } from '@marketplace/kernel';
import type { AggregateStore, Change, Decide, Save, Step, Versioned } from '@marketplace/application';
import { batched } from '../core/batched';
import type { Database } from '../database/database';
import type { EventMessage } from '../database/event-message';
import { History } from '../database/platform-tables';
import type { Unit } from '../database/unit';

/** A change with the aggregate as it will be stored. `from` is the version to compare with; 0 for a new aggregate. */
export type WrittenChange<State, Event, Found extends Versioned<State> = Versioned<State>> = {
  readonly from: number;
  readonly after: Found;
  readonly steps: readonly Step<State, Event>[];
};

/** What is kept of an event in the history; it may hold money as it is. */
export type HistoryFacts = { readonly event: unknown; readonly at: Instant; readonly before?: string; readonly after?: string };

export type AggregateDefinition<State, Command, Event, Reason extends string, Found extends Versioned<State>> = {
  /** The aggregate's name in contracts and in the history. */
  readonly name: string;
  readonly idOf: (state: State) => string;
  readonly decide: Decide<State, Command, Event, Reason>;
  /** The state after an event; of a new aggregate, there is none before. */
  readonly evolve: (state: State | undefined, event: Event) => State;
  /**
   * Reads aggregates by id, in any order. It may leave out those whose version is not higher than the one at the same place in
   * `versions`: this process knows them already.
   */
  readonly load: (ids: readonly string[], versions: readonly number[]) => Promise<readonly Found[]>;
  /** Adds the writes of state: new rows for `from` 0, else by compare-and-swap with `from`. */
  readonly write: (unit: Unit, changes: readonly WrittenChange<State, Event, Found>[], cause: Cause) => void;
  /** What other contexts receive of an event; it may read for it what the aggregate does not hold. */
  readonly announce: (step: Step<State, Event>) => readonly EventMessage[] | Promise<readonly EventMessage[]>;
  /** What the history keeps of an event; without it, no history is written. */
  readonly record?: (step: Step<State, Event>) => HistoryFacts;
  /** How many aggregates a process keeps as it wrote them last; 0 by default. */
  readonly remember?: number;
};

const stepsOf = <State, Event>(
  { idOf, evolve }: Pick<AggregateDefinition<State, never, Event, string, never>, 'idOf' | 'evolve'>,
  { before, events }: Pick<Change<State, Event>, 'before' | 'events'>,
): readonly Step<State, Event>[] => {
  let state = before?.state;
  return events.map((event, position) => {
    const previous = state;
    const after = evolve(state, event);
    state = after;
    return { id: idOf(after), event, before: previous, after, version: (before?.version ?? 0) + position + 1 };
  });
};

/**
 * Writes of the context's own beside those of the aggregates, in the same unit; `after` are the aggregates as they will be stored.
 * Events that it publishes stand behind those of the aggregates.
 */
type Alongside<Found> = (unit: Unit, after: readonly Found[]) => void;

/** The store as an adapter has it: it can write more in the same unit. */
export type PlatformAggregateStore<
  State,
  Command,
  Event,
  Reason extends string,
  Found extends Versioned<State> = Versioned<State>,
> = AggregateStore<State, Command, Event, Reason, Found> & {
  /** `done` runs once it is committed. */
  readonly saveWith: (
    changes: readonly Change<State, Event, Found>[],
    cause: Cause,
    options: { readonly alongside?: Alongside<Found>; readonly done?: () => void },
  ) => Promise<readonly Found[]>;
  /** Several `save`s, each under a cause of its own, as one statement. Throws what `save` throws, and writes nothing of any of them. */
  readonly saveTogether: (saves: readonly Save<State, Event, Found>[]) => Promise<void>;
};

const addHistory = <State, Event>(
  unit: Unit,
  steps: readonly Step<State, Event>[],
  { name, record, cause }: { readonly name: string; readonly record: (step: Step<State, Event>) => HistoryFacts; readonly cause: Cause },
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
 * Loads, decides and saves aggregates of one kind. Every event makes one version. The published events of an aggregate name the
 * published event before them, because versions in between need not be published.
 */
export const aggregateStore = <State, Command, Event, Reason extends string, Found extends Versioned<State> = Versioned<State>>(
  db: Database,
  definition: AggregateDefinition<State, Command, Event, Reason, Found>,
): PlatformAggregateStore<State, Command, Event, Reason, Found> => {
  const { name, idOf, decide, load, write, announce, record, remember = 0 } = definition;
  const memory = remember === 0 ? undefined : new LRUCache<string, Found>({ max: remember });
  /** A read may end after a later write. */
  const keep = (each: Found): void => {
    const id = idOf(each.state);
    if ((memory?.get(id)?.version ?? 0) <= each.version) memory?.set(id, each);
  };

  const find = batched(async (ids) => {
    const known = ids.flatMap((id) => memory?.get(id) ?? []);
    const found = new Map(known.map((each) => [idOf(each.state), each]));
    for (const each of await load(
      ids,
      ids.map((id) => found.get(id)?.version ?? 0),
    )) {
      found.set(idOf(each.state), each);
      keep(each);
    }
    return found;
  });

  /** Publications of the steps, each with the one it follows, and the change as it will be stored. */
  const announced = async (change: Change<State, Event, Found>) => {
    const steps = stepsOf(definition, change);
    const last = steps.at(-1) ?? (change.before === undefined ? undefined : { ...change.before, after: change.before.state });
    if (last === undefined) throw new Error(`a new ${name} without events`);
    let version = change.before?.announced ?? 0;
    const events: EventMessage[] = [];
    for (const step of steps) {
      for (const event of await announce(step)) {
        const isOwn = event.contract.aggregate === name && event.aggregateId === step.id;
        events.push(isOwn ? { ...event, previousVersion: version } : event);
        if (isOwn) version = event.aggregateVersion;
      }
    }
    const versioned: Versioned<State> = { state: last.after, version: last.version, announced: version };
    // Whoever keeps more than this says what of it is new; the compiler cannot see that it is all.
    const after = { ...(change.beside ?? change.before), ...versioned } as Found;
    return { events, written: { from: change.before?.version ?? 0, after, steps } };
  };

  /** Commits, and remembers what was written. */
  const committed = async (
    after: readonly Found[],
    commit: (done: () => void) => Promise<void>,
    done: () => void = () => undefined,
  ): Promise<void> => {
    try {
      await commit(() => {
        after.forEach(keep);
        done();
      });
    } catch (fault) {
      // Another process may have been faster: what is remembered is old.
      for (const each of after) memory?.delete(idOf(each.state));
      throw fault;
    }
  };

  /** The unit that writes changes, and the aggregates as it will store them. */
  const unitOf = async ({ changes, cause }: Save<State, Event, Found>, alongside?: Alongside<Found>) => {
    const unit = db.unit(cause);
    const made = await Promise.all(changes.filter(({ events, beside }) => events.length > 0 || beside !== undefined).map(announced));
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

  const carryOut = async (found: Found, command: Command, cause: Cause) => {
    const decision = decide(command, found.state);
    if (isRefused(decision)) return decision;
    if (decision.length === 0) return found;
    const [after] = await save([{ before: found, events: decision }], cause);
    return after ?? found;
  };

  return {
    find,
    findMany: async (ids) => (await Promise.all(ids.map(find))).filter((found) => found !== undefined),
    recall: (id) => memory?.get(id),
    handle: async (id, command, cause) => {
      const found = await find(id);
      return found === undefined ? undefined : carryOut(found, command, cause);
    },
    carryOut,
    changesOf: (found, command) =>
      found.flatMap((before): Change<State, Event, Found>[] => {
        const events = decide(command, before.state);
        return isRefused(events) || events.length === 0 ? [] : [{ before, events }];
      }),
    save,
    saveWith,
    saveTogether: async (saves) => {
      const made = await Promise.all(saves.map((each) => unitOf(each)));
      const [units, after] = [made.map(({ unit }) => unit), made.flatMap((each) => each.after)];
      await committed(after, (done) => db.commitTogether(units, done));
    },
  };
};
