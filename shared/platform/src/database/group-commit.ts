import { setImmediate as turn } from 'node:timers/promises';
import { DatabaseError } from 'pg';
import { compose, isMergeable, mergeParts, shapeOf, type UnitPart } from './statement';

type Query = (sql: string, params: readonly unknown[]) => Promise<unknown>;

type QueuedUnit = { readonly parts: readonly UnitPart[]; readonly resolve: () => void; readonly reject: (error: unknown) => void };

/** The maximum number of units per statement. If a statement fails, its units are retried in halves. */
const maxBatchSize = 64;

const resolveWith = async (waiting: QueuedUnit, work: Promise<unknown>): Promise<void> => {
  await work.then(waiting.resolve, waiting.reject);
};

/**
 * Commits units with the same SQL in batches: units that arrive while a statement is in progress are committed by the next one. A single
 * unit never waits. If a batch fails, nothing was written, and it is retried in halves, in order, until the failing units are isolated.
 */
export const groupCommit = (query: Query) => {
  const queues = new Map<string, QueuedUnit[]>();

  const commitBatch = async (units: readonly QueuedUnit[]): Promise<void> => {
    const [only] = units;
    if (only === undefined) return;
    const { sql, params } = compose(mergeParts(units.map((unit) => unit.parts)));
    const work = query(sql, params);
    if (units.length === 1) return resolveWith(only, work);
    try {
      await work;
    } catch (error) {
      // Without a response from the database the outcome is unknown, so nothing is retried.
      if (!(error instanceof DatabaseError)) {
        for (const unit of units) unit.reject(error);
        return;
      }
      const middle = units.length >> 1;
      await commitBatch(units.slice(0, middle));
      await commitBatch(units.slice(middle));
      return;
    }
    for (const unit of units) unit.resolve();
  };

  const drain = async (text: string, queue: QueuedUnit[]): Promise<void> => {
    // Units of the same turn of the event loop are committed in one batch.
    await turn();
    while (queue.length > 0) await commitBatch(queue.splice(0, maxBatchSize));
    queues.delete(text);
  };

  return {
    /** Commits a unit, alone or in a batch. */
    run: async (parts: readonly UnitPart[]): Promise<void> => {
      if (!isMergeable(parts)) {
        const { sql, params } = compose(parts);
        await query(sql, params);
        return;
      }
      const text = shapeOf(parts);
      const queue = queues.get(text);
      await new Promise<void>((resolve, reject) => {
        const waiting = { parts, resolve, reject };
        if (queue === undefined) {
          const fresh = [waiting];
          queues.set(text, fresh);
          void drain(text, fresh);
        } else queue.push(waiting);
      });
    },
    /** Commits several units atomically, as one statement. */
    runAll: async (units: readonly (readonly UnitPart[])[]): Promise<void> => {
      if (!units.every(isMergeable)) throw new Error('only units made of rows can be merged');
      const { sql, params } = compose(mergeParts(units));
      await query(sql, params);
    },
  };
};

export type GroupCommit = ReturnType<typeof groupCommit>;
