import { setImmediate as turn } from 'node:timers/promises';

type Waiting<T> = { readonly resolve: (found: T | undefined) => void; readonly reject: (error: unknown) => void };

/**
 * Reads by id, many at a time: ids that are asked for while a read is under way go together in the next one. Whoever asks
 * sees what was there at that moment or later, never earlier.
 */
export const batched = <T>(read: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>): ((id: string) => Promise<T | undefined>) => {
  let waiting = new Map<string, Waiting<T>[]>();
  let isBusy = false;
  const drain = async (): Promise<void> => {
    isBusy = true;
    // What is asked for in one turn of the event loop goes together.
    await turn();
    while (waiting.size > 0) {
      const batch = waiting;
      waiting = new Map();
      try {
        const found = await read([...batch.keys()]);
        for (const [id, askers] of batch) for (const { resolve } of askers) resolve(found.get(id));
      } catch (error) {
        for (const askers of batch.values()) for (const { reject } of askers) reject(error);
      }
    }
    isBusy = false;
  };
  return (id) =>
    new Promise((resolve, reject) => {
      waiting.set(id, [...(waiting.get(id) ?? []), { resolve, reject }]);
      if (!isBusy) void drain();
    });
};
