import { setImmediate as turn } from 'node:timers/promises';
import { DatabaseError } from 'pg';
import { compose, isMergeable, mergeParts, shapeOf, type Part } from './statement';

type Query = (sql: string, params: readonly unknown[]) => Promise<unknown>;

type Waiting = { readonly parts: readonly Part[]; readonly resolve: () => void; readonly reject: (error: unknown) => void };

/** As many units as go together at most: what fails as a whole is tried in halves. */
const mostTogether = 64;

const settle = async (waiting: Waiting, work: Promise<unknown>): Promise<void> => {
  await work.then(waiting.resolve, waiting.reject);
};

/**
 * Commits units of one text together: while a statement of that text is under way, others wait, and what waits goes as one
 * statement when it is back. Alone, nobody waits; the more there is to do, the less each costs. A merged statement that
 * fails has written nothing; its units are tried in halves, in order, until those that fail stand alone.
 */
export const groupCommit = (query: Query) => {
  const queues = new Map<string, Waiting[]>();

  const attempt = async (units: readonly Waiting[]): Promise<void> => {
    const [only] = units;
    if (only === undefined) return;
    const { sql, params } = compose(mergeParts(units.map((unit) => unit.parts)));
    const work = query(sql, params);
    if (units.length === 1) return settle(only, work);
    try {
      await work;
    } catch (error) {
      // Without an answer of the database nobody knows what was written, and nothing may be tried again.
      if (!(error instanceof DatabaseError)) {
        for (const unit of units) unit.reject(error);
        return;
      }
      const middle = units.length >> 1;
      await attempt(units.slice(0, middle));
      await attempt(units.slice(middle));
      return;
    }
    for (const unit of units) unit.resolve();
  };

  const drain = async (text: string, queue: Waiting[]): Promise<void> => {
    // What is asked for in one turn of the event loop goes together.
    await turn();
    while (queue.length > 0) await attempt(queue.splice(0, mostTogether));
    queues.delete(text);
  };

  return {
    /** Commits the parts of one unit, alone or with others. */
    run: async (parts: readonly Part[]): Promise<void> => {
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
    /** Commits the parts of several units as one statement, or none of them. */
    together: async (units: readonly (readonly Part[])[]): Promise<void> => {
      if (!units.every(isMergeable)) throw new Error('only units made of rows can be committed together');
      const { sql, params } = compose(mergeParts(units));
      await query(sql, params);
    },
  };
};

export type GroupCommit = ReturnType<typeof groupCommit>;
