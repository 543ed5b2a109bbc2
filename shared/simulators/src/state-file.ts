import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export type StateFile<T> = {
  /** The stored state; undefined at the first start. */
  readonly load: () => T | undefined;
  /** Schedules a write. Several changes are combined into one write. */
  readonly changed: () => void;
  /** Writes pending changes and stops, because another process may use the file afterwards. */
  readonly close: () => void;
};

const writeBehindMs = 20;
// A large state takes long to write; most of the time must remain for requests.
const restAfterWrite = 10;

const readJson = (path: string): unknown => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined);

// A rename is atomic: after a crash the file has the old or the new state.
const writeJson = (path: string, value: unknown): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.next`, JSON.stringify(value));
  renameSync(`${path}.next`, path);
};

/** Stores the state of a simulator on disk. Without a path nothing is stored. */
export const openStateFile = <T>(path: string | undefined, snapshot: () => T): StateFile<T> => {
  if (path === undefined) return { load: () => undefined, changed: () => undefined, close: () => undefined };
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let lastWriteMs = 0;
  const flush = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    const began = performance.now();
    writeJson(path, snapshot());
    lastWriteMs = performance.now() - began;
  };
  return {
    load: () => readJson(path) as T | undefined,
    changed: () => {
      if (!closed) timer ??= setTimeout(flush, Math.max(writeBehindMs, restAfterWrite * lastWriteMs)).unref();
    },
    close: () => {
      flush();
      closed = true;
    },
  };
};
