import { randomFillSync } from 'node:crypto';
import { instant, type Id, type Instant } from '@marketplace/kernel';

const pool = Buffer.alloc(8_192);
let used = pool.length;
let lastMillisecond = 0;
let counter = 0;

const randomBytes = (count: number): Buffer => {
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
};

/** Creates a UUIDv7 (RFC 9562). IDs of one process sort by creation time, even within a millisecond. */
export const newId = <Name extends string>(): Id<Name> => {
  const time = Date.now();
  if (time > lastMillisecond) {
    lastMillisecond = time;
    counter = randomBytes(2).readUInt16BE() & 0x7ff;
  } else {
    counter += 1;
    if (counter > 0xfff) {
      lastMillisecond += 1;
      counter = 0;
    }
  }
  const stamp = lastMillisecond.toString(16).padStart(12, '0');
  const tail = randomBytes(8);
  tail[0] = ((tail[0] ?? 0) & 0x3f) | 0x80;
  const hex = tail.toString('hex');
  const text = `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${hex.slice(0, 4)}-${hex.slice(4)}`;
  return text as Id<Name>;
};

/** The system time in UTC. */
export const now = (): Instant => instant(Date.now());
