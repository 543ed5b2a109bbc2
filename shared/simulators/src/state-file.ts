import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export type StateFile<T> = {
  /** What was written last; undefined on the first start. */
  readonly load: () => T | undefined;
  /** Writes soon; many changes at once are one write. */
  readonly changed: () => void;
  /** Writes what is not yet written, and nothing ever after: the file may already belong to a successor. */
  readonly close: () => void;
};

const writeBehindMs = 20;
// A long history takes long to write; most of the time must be left for answering.
const restAfterWrite = 10;

const readJson = (path: string): unknown => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined);

// A rename replaces the whole file at once: whoever reads after a crash finds the old state or the new one, never half.
const writeJson = (path: string, value: unknown): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.next`, JSON.stringify(value));
  renameSync(`${path}.next`, path);
};

/** Keeps a simulator's memory on disk; without a path it remembers nothing after a stop. */
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
